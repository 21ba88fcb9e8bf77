// Bundles the browser code: each entry of <app>/static_src becomes one file of <app>/static/<app>/dist/.
import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each app gives to its pages. A new entry is a new line here. */
const entries = {
  bidding: ["seal.js", "seal.worker.js", "receipt.js", "hall.js", "hall_keys.js", "account_key.js", "agency_key.js", "contract.js", "review.js"],
  experts: ["draw.js", "member_key.js", "give.js", "files.js", "application.js"],
};

// The PDF of the opening record embeds these; reportlab reads TrueType outlines only.
const fonts = ["400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf"];

for (const [app, files] of Object.entries(entries)) {
  const outdir = path.join(root, app, "static", app, "dist");
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: files.map((file) => path.join(root, app, "static_src", file)),
    outdir,
    bundle: true,
    format: "esm",
    minify: true,
    sourcemap: "linked",
    target: ["chrome120", "firefox128", "safari17"],
    charset: "utf8",
    legalComments: "linked",
    logLevel: "warning",
    // libsodium's loader mentions these for Node; a browser never reaches that branch.
    external: ["node:*", "module", "fs", "path", "url", "crypto"],
  });
}

const fontFolder = path.join(root, "disclosure", "fonts");
await mkdir(fontFolder, { recursive: true });
for (const font of fonts) {
  await copyFile(path.join(root, "node_modules/@expo-google-fonts/noto-sans-sc", font), path.join(fontFolder, path.basename(font)));
}
await copyFile(
  path.join(root, "node_modules/@expo-google-fonts/noto-sans-sc/LICENSE_FONT"),
  path.join(fontFolder, "LICENSE"),
);

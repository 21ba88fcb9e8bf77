// Money in figures and in words (大写), as bank bills write it: 《正确填写票据和结算凭证的基本规定》.

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

/** What `money` means in docs/spec/bid.md. */
export const MONEY = /^(0|[1-9][0-9]{0,14})\.[0-9]{2}$/;

/**
 * What a person typed, as canonical money: separators and a full-width digit are forgiven, a third decimal is not.
 * @param {string} typed @returns {string | null}
 */
export function parseMoney(typed) {
  const plain = typed.normalize("NFKC").replace(/[\s,，]/g, "").replace(/^[¥￥]/, "").replace(/元$/, "");
  const match = /^(\d{1,20})(?:\.(\d{0,2}))?$/.exec(plain);
  if (!match) return null;
  const money = `${(match[1] ?? "").replace(/^0+(?=\d)/, "")}.${(match[2] ?? "").padEnd(2, "0")}`;
  return MONEY.test(money) ? money : null;
}

/** @param {string} money @returns {string} `6,040,665.58` */
export function figures(money) {
  const [yuan = "", cents = ""] = money.split(".");
  return `${yuan.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}

/** @param {string} money Canonical. @returns {string} `人民币陆佰零肆万零陆佰陆拾伍元伍角捌分` */
export function amountInWords(money) {
  if (!MONEY.test(money)) throw new Error("not money");
  const [yuan = "", cents = ""] = money.split(".");
  return `人民币${yuanInWords(yuan)}${centsInWords(cents, yuan !== "0")}`;
}

/** @param {string} yuan */
function yuanInWords(yuan) {
  if (yuan === "0") return "";
  return `${integerInWords(yuan)}元`;
}

/** @param {string} cents @param {boolean} afterYuan */
function centsInWords(cents, afterYuan) {
  const [jiao, fen] = [Number(cents[0]), Number(cents[1])];
  if (!jiao && !fen) return afterYuan ? "整" : "零元整";
  const tenths = jiao ? `${DIGITS[jiao]}角` : afterYuan ? "零" : "";
  return fen ? `${tenths}${DIGITS[fen]}分` : tenths;
}

/** @param {string} digits No leading zero. */
function integerInWords(digits) {
  let words = "";
  let pendingZero = false;
  for (let group = Math.ceil(digits.length / 4) - 1; group >= 0; group--) {
    const four = digits.slice(Math.max(0, digits.length - 4 * group - 4), digits.length - 4 * group);
    for (const [at, digit] of [...four].entries()) {
      if (digit === "0") {
        pendingZero = words !== "";
        continue;
      }
      words += `${pendingZero ? "零" : ""}${DIGITS[Number(digit)]}${PLACES[four.length - 1 - at]}`;
      pendingZero = false;
    }
    // 壹拾万柒仟: zeros at the end of a group that is not empty are not read.
    if (Number(four) > 0) pendingZero = false;
    // 万亿 is written 万, the 亿 that follows it names both: 壹万亿, 壹万零叁亿.
    if (Number(four) > 0) words += group === 3 ? "万" : (GROUPS[group] ?? "");
    else if (group === 2 && digits.length > 12) words += "亿";
  }
  return words;
}

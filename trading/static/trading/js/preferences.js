// Runs before the page is painted, so that nobody who chose dark or large type sees a flash of the other.
for (const key of ["type", "theme"]) {
  try {
    const value = localStorage.getItem(key);
    if (value) document.documentElement.dataset[key] = value;
  } catch {
    // A private window keeps nothing; the system's preference decides.
  }
}

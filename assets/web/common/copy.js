/** Puts text on the clipboard without the modern interface, which plain HTTP lacks; whether it did. */
export function copy(text) {
  let done = false;
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", fill, true);
  document.execCommand("copy");
  document.removeEventListener("copy", fill, true);
  return done;
}

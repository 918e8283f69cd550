// Puts the chat into a page: <script src="https://help.example.org/widget.js" async></script>
(() => {
  const base = new URL(".", document.currentScript.src);
  const frame = document.createElement("iframe");
  frame.title = "Chat";
  frame.src = new URL("chat", base);
  const size = (open) => Object.assign(frame.style, {
    position: "fixed", right: 0, bottom: 0, border: 0, zIndex: 2147483000, colorScheme: "light dark",
    width: open ? "min(26rem, 100vw)" : "13rem", height: open ? "min(40rem, 100dvh)" : "5.5rem",
  });
  size(false);
  window.addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.origin === base.origin) size(event.data === "open");
  });
  const put = () => document.body.append(frame);
  document.body ? put() : document.addEventListener("DOMContentLoaded", put);
})();

// The score that was clicked in the mail is sent at the first sign of a person: programs that follow links give none.
(() => {
  const form = document.getElementById("survey"), sent = document.getElementById("sent");
  const signs = ["pointermove", "pointerdown", "keydown", "touchstart", "wheel"];
  let told = "";

  async function tell() {
    const words = new FormData(form), score = words.get("score");
    if (!score || score === told) return;
    told = score;
    words.delete("comment");  // which is not finished: the button sends it
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(words) });
      sent.textContent = answer.ok ? "We have it. Thank you! You may still add a word." : "";
    } catch { told = ""; }
  }

  const first = (event) => {
    if (!event.isTrusted || document.visibilityState !== "visible") return;
    for (const sign of signs) removeEventListener(sign, first);
    tell();
  };
  for (const sign of signs) addEventListener(sign, first, { passive: true });
  form.addEventListener("change", (event) => { if (event.target.name === "score") tell(); });
})();

// The score that was clicked in the mail is sent at the first sign of a person: programs that follow links give none.
(() => {
  const form = document.getElementById("survey"), sent = document.getElementById("sent");
  const signs = ["pointermove", "pointerdown", "keydown", "touchstart", "wheel"];
  let told = "", pause = 1000, again = 0;

  async function tell() {
    const words = new FormData(form), score = words.get("score");
    clearTimeout(again);
    if (!score || score === told) return;
    told = score;
    words.delete("comment");  // which is not finished: the button sends it
    let answer = null;
    try { answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(words) }); } catch { /* no line */ }
    if (told !== score) return;  // another was chosen meanwhile
    if (answer?.ok) { sent.textContent = "We have it. Thank you! You may still add a word."; return; }
    told = "";
    if (answer && answer.status < 429) { sent.textContent = "That could not be sent. Press Send to see why."; return; }
    sent.textContent = "That could not be sent. Trying again…";
    again = setTimeout(tell, pause);
    pause = Math.min(pause * 2, 30000);
  }

  const first = (event) => {
    if (!event.isTrusted || document.visibilityState !== "visible") return;
    for (const sign of signs) removeEventListener(sign, first);
    tell();
  };
  for (const sign of signs) addEventListener(sign, first, { passive: true });
  form.addEventListener("change", (event) => { if (event.target.name === "score") tell(); });
})();

// The chat. One WebSocket; what was not acknowledged is sent again under the same id; a reload takes it up again.
(() => {
  const at = (id) => document.getElementById(id);
  const body = document.body, room = at("room"), opener = at("open"), talk = at("talk"), text = at("text");
  const form = at("line"), who = at("who"), mark = at("mark"), state = at("state"), pick = at("file");
  const alone = window.parent === window, store = "chat " + location.pathname;
  const kept = { get held() { try { return localStorage.getItem(store) || ""; } catch { return this.now || ""; } },
    set held(value) { this.now = value; try { localStorage.setItem(store, value); } catch { /* for this page only */ } } };
  const waiting = new Map();
  let socket = null, pause = 500, shown = false, news = 0, staffed = true, newest = "", typed = 0, last = null, seen = 0n;
  let agent = "", types = false, before = null, opens = 0;

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const send = (kind, words = {}) => {
    if (socket?.readyState === 1) socket.send(JSON.stringify({ t: kind, ...words }));
  };
  const make = (tag, name, words = "") => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.textContent = words;
    return made;
  };

  function connect() {
    const url = new URL(body.dataset.line, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.onopen = () => { pause = 500; send("hello", { held: kept.held }); };
    socket.onmessage = (event) => { const word = JSON.parse(event.data); hear[word.t]?.(word); };
    socket.onclose = () => {
      status("The line was lost. Trying again…");
      setTimeout(connect, pause + Math.random() * 500);
      pause = Math.min(pause * 2, 30000);
    };
  }

  // A moment as the visitor's own clock will show it.
  const when = (at) => new Date(at).toLocaleString("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit",
    ...at - Date.now() > 5 * 864e5 && { day: "numeric", month: "long" } });

  const status = (words) => { state.textContent = words; };

  function look() {
    const fresh = !kept.held;
    who.hidden = !fresh;
    at("email").required = fresh && !staffed;
    at("optional").hidden = !staffed;
    at("attach").hidden = fresh;
    at("hint").hidden = !fresh || !staffed;
    status(staffed || !fresh ? "" : `Nobody is here until ${when(opens)}. Leave us a line, and we answer by mail.`);
  }

  const hear = {
    state(word) {
      staffed = word.open; opens = word.opens;
      if (!word.resumed) kept.held = "";
      agent = ""; types = false; before = null;
      company();
      talk.replaceChildren();
      newest = ""; last = null;
      for (const [id, line] of waiting) { pend(id, line); send("say", line.said); }
      look();
    },
    held(word) { kept.held = word.held; look(); },
    said(word) {
      if (at("m" + word.id)) return;
      const item = make("li", word.ours ? "ours" : "theirs"), bubble = make("div", "bubble");
      item.id = "m" + word.id;
      if (word.author) item.append(make("span", "author", word.author));
      // Made safe by who sent it: only an agent's Markdown comes as HTML.
      if (word.asks) ask(bubble, word); else if (word.html) { bubble.dir = "auto"; bubble.innerHTML = word.html; } else bubble.textContent = word.text;
      for (const file of word.files) {
        const link = make("a", "file", file.name);
        link.href = file.url; link.download = file.name;
        bubble.append(link);
      }
      item.append(bubble);
      talk.insertBefore(item, talk.querySelector(".pending"));
      if (word.ours) newest = word.id;
      if (!word.ours) last = word.id;
      if (word.ours && !shown) { news += 1; badge(); }
      marks();
      follow();
    },
    rated(word) { chosen(at("m" + word.id), word.score); },
    gone(word) { at("m" + word.id)?.remove(); },
    got(word) { waiting.delete(word.id); at("p" + word.id)?.remove(); marks(); },
    marks(word) {
      seen = BigInt(word.seen);
      agent = word.agent; types = word.typing;
      company();
      at("post").hidden = !word.mail;
      if (word.over) { kept.held = ""; status("This chat is over. Write a line to begin a new one."); who.hidden = false; }
      marks();
    },
    line(word) { before = word.before; company(); },
    posted(word) { status(word.ok ? "It is on its way to your mail address." : "That did not work. Try again later."); },
    slow(word) { fail(word.id, "That was too fast. Wait a moment, then send it again."); },
    wrong(word) { fail(word.id, "Please give a mail address we may answer to, like name@example.org."); },
    over(word) { kept.held = ""; fail(word.id, "This chat is over. Send your line again to begin a new one."); socket.close(); },
    mailed(word) {
      hear.got(word);
      look();
      status("Thank you. We have it, and answer by mail.");
    },
  };

  function ask(bubble, word) {
    const { question, scores, worst, best, given } = word.asks, choice = make("div", "scores");
    choice.role = "group";
    choice.ariaLabel = question;
    for (const score of scores) {
      const button = make("button", "", String(score));
      button.type = "button";
      button.addEventListener("click", () => send("rate", { id: word.id, score }));
      choice.append(button);
    }
    bubble.append(make("p", "", question), choice, make("p", "ends", `${scores[0]}: ${worst}, ${scores.at(-1)}: ${best}`));
    if (given !== null) chosen(bubble, given);
  }

  function chosen(there, score) {
    for (const button of there?.querySelectorAll(".scores button") ?? []) {
      button.ariaPressed = String(button.textContent === String(score));
    }
    const ends = there?.querySelector(".ends");
    if (ends) ends.textContent = "Thank you!";
  }

  function fail(id, words) {
    const line = waiting.get(id);
    hear.got({ id });
    if (line && !text.value) text.value = line.said.text;
    look();
    status(words);
  }

  function pend(id, line) {
    const item = make("li", "theirs pending"), bubble = make("div", "bubble", line.said.text);
    item.id = "p" + id;
    item.append(bubble);
    talk.append(item);
    marks();
    follow();
  }

  // Who is with the visitor, or how many wait before them.
  function company() {
    const place = before === null ? "" : before ? `${before} ${before === 1 ? "waits" : "wait"} before you` : "You are next";
    at("with").textContent = types ? `${agent || at("desk").textContent} is typing…` : agent ? `${agent} is with you` : place;
  }

  // Of one's own lines the last says how far it came.
  function marks() {
    const read = last && BigInt(last) <= seen;
    mark.textContent = waiting.size ? "Sending…" : last ? (read ? "Read" : "Delivered") : "";
  }

  function follow() {
    at("log").scrollTop = at("log").scrollHeight;
    if (shown && newest && document.visibilityState === "visible") send("seen", { upto: newest });
  }

  function badge() { at("count").textContent = news ? String(news) : ""; at("count").hidden = !news; }

  function show(open) {
    shown = open;
    room.hidden = !open;
    opener.hidden = open;
    opener.setAttribute("aria-expanded", String(open));
    if (!alone) window.parent.postMessage(open ? "open" : "closed", "*");
    if (!open) { opener.focus(); return; }
    if (!socket) connect();
    news = 0; badge(); follow();
    (who.hidden || staffed ? text : at("email")).focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    const email = at("email"), id = random();
    if (!kept.held && !email.checkValidity()) { status("Please give a mail address we may answer to."); email.focus(); return; }
    const fresh = kept.held ? {} : { name: at("name").value.trim(), email: email.value.trim() };
    const line = { said: { id, text: words.slice(0, 5000), ...fresh } };
    waiting.set(id, line);
    text.value = ""; typed = 0;
    status("");
    pend(id, line);
    send("say", line.said);
    text.focus();
  });

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  text.addEventListener("input", () => {
    const now = Date.now(), on = text.value !== "";
    if (on ? now - typed > 3000 : typed) { send("typing", { on }); typed = on ? now : 0; }
  });

  pick.addEventListener("change", async () => {
    const file = pick.files[0];
    pick.value = "";
    if (!file) return;
    if (file.size > Number(body.dataset.most)) { status("That file is too large."); return; }
    const sent = new FormData(), id = random();
    sent.append("held", kept.held); sent.append("id", id); sent.append("file", file);
    status(`Sending ${file.name}…`);
    try {
      const answer = await fetch(body.dataset.file, { method: "POST", body: sent });
      status(answer.ok ? "" : "That file could not be sent.");
    } catch { status("That file could not be sent. Try again."); }
  });

  at("post").addEventListener("click", () => send("mail"));
  opener.addEventListener("click", () => show(true));
  at("close").addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown && !alone) show(false); });
  document.addEventListener("visibilitychange", follow);
  if (alone) { at("close").hidden = true; show(true); } else { opener.hidden = false; if (kept.held) connect(); }
})();

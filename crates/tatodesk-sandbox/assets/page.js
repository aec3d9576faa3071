// Fetches the page again and shows the sections that changed. It asks no other machine. What the reader opened
// stays open: a list of the world as it is, and a body of a request by its id.
setInterval(async () => {
  if (document.hidden) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
    for (const next of page.querySelectorAll("section[id]")) {
      const now = document.getElementById(next.id);
      const open = [...now.querySelectorAll("details[open]")];
      if (open.some((it) => !it.id)) continue;
      for (const it of open) next.querySelector(`#${it.id}`)?.setAttribute("open", "");
      if (now.innerHTML !== next.innerHTML) now.innerHTML = next.innerHTML;
    }
  } catch { /* The sandbox has stopped; the page keeps what it showed last. */ }
}, 1000);

// Fetches the page again and shows the sections that changed; nothing is asked of any other machine.
setInterval(async () => {
  if (document.hidden) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
    for (const next of page.querySelectorAll("section[id]")) {
      const now = document.getElementById(next.id);
      if (now.innerHTML !== next.innerHTML && !now.querySelector("details[open]")) now.innerHTML = next.innerHTML;
    }
  } catch { /* The sandbox has stopped; the page keeps what it showed last. */ }
}, 1000);

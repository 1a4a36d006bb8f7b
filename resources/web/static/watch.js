const verdict = document.getElementById("verdict");
const events = new EventSource("/api/live");
events.addEventListener("state", (event) => {
  verdict.textContent = JSON.parse(event.data).verdict.words;
});

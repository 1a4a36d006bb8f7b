// A token that is typed on a tablet can be looked at before it is sent.

const token = document.getElementById("token");
const reveal = document.getElementById("reveal");
reveal.closest("label").hidden = false;
reveal.addEventListener("change", () => {
  token.type = reveal.checked ? "text" : "password";
});

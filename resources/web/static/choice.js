// A choice takes effect at once; without this, its button does it.

const form = document.getElementById("choice");
if (form) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.reportValidity() && form.requestSubmit());
  // A day that is typed would be sent at its first digit.
  for (const field of form.querySelectorAll('input[type="date"]')) {
    let is_typed = false;
    field.addEventListener("keydown", (event) => {
      is_typed = event.key !== "Enter";
      form.querySelector("button").hidden = false;
    });
    field.addEventListener("pointerdown", () => (is_typed = false));
    field.addEventListener("change", (event) => is_typed && event.stopPropagation());
  }
  // Empty choices make long addresses.
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
  // After Back, browsers put in what was chosen last, which is not what this page shows.
  addEventListener("pageshow", () => {
    form.reset();
    for (const field of form.elements) field.disabled = false;
  });
}

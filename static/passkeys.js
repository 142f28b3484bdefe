// Passkeys: gives a form's options to the device, and the device's answer to the form. Without a
// script, or where there are no passkeys, the form stays hidden and the other way in remains.

const bytes = text => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));

const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const described = list => (list ?? []).map(one => ({...one, id: bytes(one.id)}));

async function make(options) {
  const made = await navigator.credentials.create({publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    user: {...options.user, id: bytes(options.user.id)},
    excludeCredentials: described(options.excludeCredentials),
  }});
  return {
    id: made.id, rawId: text(made.rawId), type: made.type,
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    },
  };
}

async function answer(options) {
  const given = await navigator.credentials.get({publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
  }});
  const handle = given.response.userHandle;
  return {
    id: given.id, rawId: text(given.rawId), type: given.type,
    response: {
      clientDataJSON: text(given.response.clientDataJSON),
      authenticatorData: text(given.response.authenticatorData),
      signature: text(given.response.signature),
      userHandle: handle ? text(handle) : null,
    },
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const told = form.querySelector("[role=status]");
    told.textContent = "";
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = await (form.dataset.passkey === "make" ? make : answer)(options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      told.textContent = form.dataset.failed;
    }
  });
}

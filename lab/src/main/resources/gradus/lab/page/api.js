// Questions to the engine. The page computes nothing itself: what it shows was answered here.

function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    query.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return `api/${path}?${query}`;
}

async function checked(response) {
  if (!response.ok) {
    const { error } = await response.json();
    throw new Error(error);
  }
  return response;
}

/** Asks, and returns the answer. Throws an Error with the engine's reason. */
export async function ask(path, parameters = {}) {
  return (await checked(await fetch(address(path, parameters)))).json();
}

/** Sends a file along with the question. */
export async function send(path, parameters, file) {
  const request = { method: "POST", body: file };
  return (await checked(await fetch(address(path, parameters), request))).json();
}

/** Asks what is answered line by line; `each` gets the lines as they come. */
export async function follow(path, parameters, each, signal) {
  const response = await checked(await fetch(address(path, parameters), { signal }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.forEach((line) => each(JSON.parse(line)));
  }
}

/**
 * A question that is asked again and again, as while a slider moves: one at a time, and then the
 * newest; what was asked in between is passed over.
 */
export function latest(path, show, fail) {
  let busy = false;
  let next = null;
  async function run(parameters) {
    busy = true;
    try {
      const answer = await ask(path, parameters);
      // An answer that is out of date by now is still newer than what is shown.
      show(answer);
    } catch (error) {
      fail(error);
    }
    busy = false;
    if (next) {
      const newest = next;
      next = null;
      run(newest);
    }
  }
  return (parameters) => {
    if (busy) {
      next = parameters;
    } else {
      run(parameters);
    }
  };
}

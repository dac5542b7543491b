// Requests to the engine. The page computes nothing itself: all numbers come from these answers.

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

/** Sends a request and returns the answer. Throws an Error with the server's message. */
export async function ask(path, parameters = {}) {
  return (await checked(await fetch(address(path, parameters)))).json();
}

/** Sends a request with a file. */
export async function send(path, parameters, file) {
  const request = { method: "POST", body: file };
  return (await checked(await fetch(address(path, parameters), request))).json();
}

/** Sends a request that is answered line by line, and calls `each` with every line as it arrives. */
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
 * A request that is repeated many times, such as while a slider moves: only one is sent at a time,
 * then the newest one; those in between are skipped.
 */
export function latest(path, show, fail) {
  let busy = false;
  let next = null;
  async function run(parameters) {
    busy = true;
    try {
      const answer = await ask(path, parameters);
      // An outdated answer is still newer than what is shown.
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

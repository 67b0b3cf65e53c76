// MSAL for Node: the input's tasks, one result a line. The device code's line comes first, and it waits for approval.
import { createInterface } from "node:readline";
import { ConfidentialClientApplication, PublicClientApplication } from "@azure/msal-node";

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const attempt = async (task) => {
  try {
    const got = await task();
    return { scopes: got.scopes, token: got.accessToken, account: got.account?.username, fromCache: got.fromCache };
  } catch (error) {
    return { error: error.errorCode, message: String(error.errorMessage ?? error.message) };
  }
};

async function person({ authority, graph, clientId, deviceScopes, laterScopes }) {
  const app = new PublicClientApplication({ auth: { clientId, authority, knownAuthorities: [new URL(authority).host] } });
  say(await attempt(() => app.acquireTokenByDeviceCode({
    scopes: deviceScopes.map((name) => `${graph}/${name}`),
    deviceCodeCallback: ({ userCode }) => say({ userCode }),
  })));
  const [account] = await app.getTokenCache().getAllAccounts();
  for (const names of laterScopes) {
    say(await attempt(() => app.acquireTokenSilent({ account, scopes: names.map((name) => `${graph}/${name}`), forceRefresh: true })));
  }
}

async function application({ authority, graph, clientId, credential }) {
  const auth = { clientId, authority, knownAuthorities: [new URL(authority).host], ...credential };
  const app = new ConfidentialClientApplication({ auth });
  say(await attempt(() => app.acquireTokenByClientCredential({ scopes: [`${graph}/.default`] })));
}

const [line] = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next().then(({ value }) => [value]);
const { task, ...given } = JSON.parse(line);
await { person, application }[task](given);
process.exit();

// The same files through another implementation of JOSE: one task as JSON on standard input, its result on standard output.
import { readFileSync } from "node:fs";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, createLocalJWKSet, importJWK } from "jose";

const utf8 = new TextEncoder();
const text = (bytes) => new TextDecoder().decode(bytes);

const tasks = {
  async verify_sheet({ sheet, keys }) {
    const { payload, protectedHeader } = await compactVerify(sheet.trim(), createLocalJWKSet(keys), { algorithms: ["Ed25519"] });
    return { document: JSON.parse(text(payload)), header: protectedHeader };
  },
  async open_token({ sealed, passphrase }) {
    const key = utf8.encode(passphrase.trim().replaceAll("-", ""));
    const { plaintext } = await compactDecrypt(sealed, key, { keyManagementAlgorithms: ["PBES2-HS512+A256KW"] });
    return { token: text(plaintext) };
  },
  async open_token_with_key({ sealed, key }) {
    const { plaintext } = await compactDecrypt(sealed, await importJWK(key, "ECDH-ES+A256KW"));
    return { token: text(plaintext) };
  },
  async seal_token_to_key({ token, key, header }) {
    const sealer = new CompactEncrypt(utf8.encode(token)).setProtectedHeader(header);
    return { sealed: await sealer.encrypt(await importJWK(key, "ECDH-ES+A256KW")) };
  },
  async open_handoff({ handoff, key }) {
    const { plaintext, protectedHeader } = await compactDecrypt(handoff.trim(), await importJWK(key, "ECDH-ES+A256KW"));
    return { document: JSON.parse(text(plaintext)), header: protectedHeader };
  },
  async sign_sheet({ document, key, header }) {
    const signer = new CompactSign(utf8.encode(JSON.stringify(document))).setProtectedHeader(header);
    return { sheet: await signer.sign(await importJWK(key, "Ed25519")) };
  },
  async seal_token({ token, passphrase, header }) {
    const sealer = new CompactEncrypt(utf8.encode(token)).setProtectedHeader(header);
    return { sealed: await sealer.setKeyManagementParameters({ p2c: 1000 }).encrypt(utf8.encode(passphrase)) };
  },
  async seal_handoff({ document, key, header }) {
    const sealer = new CompactEncrypt(utf8.encode(JSON.stringify(document))).setProtectedHeader(header);
    return { handoff: await sealer.encrypt(await importJWK(key, "ECDH-ES+A256KW")) };
  },
};

const { task, ...given } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await tasks[task](given)));

// Runs the code samples of the specification, each as it stands. It reads them from standard input, and prints the URL that
// each calls and the answer that it has in hand, or why it stopped. One server stands for all hosts.
import { readFileSync } from 'node:fs';

const server = process.env.TATODESK_BASE_URL ?? '';
const operations: string[] = JSON.parse(readFileSync(0, 'utf8'));
const send = globalThis.fetch;

const results: object[] = [];
for (const operation of operations) {
  let url: string | undefined;
  globalThis.fetch = (address, init) => {
    url = String(address);
    return send(server + new URL(url).pathname, init);
  };
  try {
    const sample: { answer: unknown } = await import(`./samples/${operation}.js`);
    results.push({ url, answer: sample.answer });
  } catch (error) {
    results.push({ url, stopped: error instanceof Error ? error.message : String(error) });
  }
}
console.log(JSON.stringify(results));

// Records what TensorFlow.js makes of a picture with the Inception-v3 of the npm package
// nsfwjs 4.3.0: its resized input and the mean channels of some blocks, every 16th of them.
//
//   npm pack nsfwjs@4.3.0 && tar xzf nsfwjs-4.3.0.tgz && npm install @tensorflow/tfjs@4.22.0
//   NODE_PATH=node_modules node nsfwjs.js $PWD/package/dist/models/inception_v3 >nsfwjs.json
const tf = require("@tensorflow/tfjs");
const path = require("path");

// splitmix64 of seed * 2^32 + i in [-1, 1), the generator of reference.py.
function uniform(seed, n) {
  const out = new Float32Array(n), mask = (1n << 64n) - 1n;
  for (let i = 0; i < n; i++) {
    let z = (((BigInt(seed) << 32n) + BigInt(i) + 1n) * 0x9e3779b97f4a7c15n) & mask;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    z = z ^ (z >> 31n);
    out[i] = Number(z >> 40n) / 8388608 - 1;
  }
  return out;
}

function roundEven(v) {
  const f = Math.floor(v), d = v - f;
  return d > 0.5 || (d === 0.5 && f % 2 === 1) ? f + 1 : f;
}

(async () => {
  const dir = process.argv[2], model = require(path.join(dir, "model.min.js"));
  const group = model.weightsManifest[0];
  const data = Buffer.concat(group.paths.map((p) => Buffer.from(require(path.join(dir, path.basename(p) + ".min.js")), "base64")));
  const net = await tf.loadLayersModel({
    load: async () => ({ modelTopology: model.modelTopology, weightSpecs: group.weights, weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.length) }),
  });
  const names = ["mixed0", "mixed3", "mixed5", "mixed8", "mixed10"];
  const taps = tf.model({ inputs: net.inputs, outputs: names.map((n) => net.getLayer(n).output) });
  // As NSFWJS.infer does: into [0, 1], then bilinear with aligned corners.
  const picture = tf.tensor(Array.from(uniform(9400, 64 * 48 * 3), (v) => roundEven((v + 1) * 127.5)), [64, 48, 3]).div(255);
  const x = tf.image.resizeBilinear(picture, [299, 299], true);
  const out = { input: Array.from(x.dataSync()).filter((_, i) => i % 3701 === 0), blocks: {} };
  taps.predict(x.reshape([1, 299, 299, 3])).forEach((y, i) => {
    const mean = Array.from(y.mean([1, 2]).dataSync());
    out.blocks[names[i]] = mean.filter((_, c) => c % Math.floor(mean.length / 16) === 0);
  });
  process.stdout.write(JSON.stringify(out));
})();

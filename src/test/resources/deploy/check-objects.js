// Checks each object of a JSON array against the schemas of npm's kubernetes-models; prints how many it checked, and what is wrong.
const objects = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
let checked = 0;
let wrong = 0;
for (const object of objects) {
  // Of others' groups, such as the Prometheus operator's, it has none.
  if (object.apiVersion.includes('monitoring.coreos.com')) continue;
  const models = require(`kubernetes-models/${object.apiVersion}`);
  try {
    new models[object.kind](object).validate();
    checked++;
  } catch (refused) {
    wrong++;
    console.log(`${object.kind} ${object.metadata.name}: ${refused.message}`);
  }
}
console.log(`${checked} checked, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);

// Starts an MCP server over stdio on the account of RUNPOD_API_URL, calls each of its REST tools once, and says how it went.
// A tool of the server that is neither called here nor left out below is a failure.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

// They speak to other hosts than the REST API's: job queues, GraphQL, the Hub.
const elsewhere = ['run-endpoint', 'runsync-endpoint', 'get-job-status', 'stream-job', 'cancel-job', 'retry-job', 'endpoint-health', 'purge-endpoint-queue',
  'list-hub-repos', 'deploy-hub-repo', 'list-public-endpoints', 'get-capacity', 'set-endpoint-gpus']

const server = spawn(process.execPath, [process.argv[2]], {
  stdio: ['pipe', 'pipe', 'ignore'],
  // The server adds /v2 itself.
  env: { ...process.env, RUNPOD_API_BASE_URL: process.env.RUNPOD_API_URL.replace(/\/v2$/, '') },
})
const waiting = new Map()
createInterface({ input: server.stdout }).on('line', line => {
  const message = JSON.parse(line)
  waiting.get(message.id)?.(message)
})
const send = message => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
let last = 0
const ask = (method, params) => new Promise(resolve => {
  waiting.set(++last, resolve)
  send({ id: last, method, params })
})

const called = new Set()
let ok = 0, failed = 0
function report(tool, problem) {
  problem ? failed++ : ok++
  console.log(problem ? `failed  ${tool}: ${problem}` : `ok      ${tool}`)
}

// call returns what a tool answers, as JSON where it is JSON. status is the refusal that is right for it, if any.
async function call(tool, args = {}, status) {
  called.add(tool)
  const { result, error } = await ask('tools/call', { name: tool, arguments: args })
  const text = error ? error.message : result.content.map(part => part.text ?? '').join('\n')
  const refused = Boolean(error || result.isError)
  report(tool, refused === Boolean(status) && (!status || text.includes(status)) ? '' : text.slice(0, 400).replace(/\s+/g, ' '))
  try { return JSON.parse(text) } catch { return {} }
}

await ask('initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'sandbox', version: '1' } })
send({ method: 'notifications/initialized' })
const tools = (await ask('tools/list', {})).result.tools.map(tool => tool.name)

const image = 'busybox:1'
for (const tool of ['list-gpu-types', 'list-cpu-types', 'list-data-centers', 'list-public-templates', 'list-billing', 'list-pod-billing', 'list-serverless-billing',
  'list-endpoint-billing', 'list-network-volume-billing', 'list-cluster-billing', 'get-ssh-keys']) await call(tool)
await call('get-gpu-type', { id: 'NVIDIA L40S', include: ['AVAILABILITY'], product: ['POD'] })
await call('get-cpu-type', { id: 'cpu3c' })
await call('get-data-center', { id: 'EU-RO-1', include: ['GPU_AVAILABILITY'] })
await call('update-ssh-keys', { body: { keys: ['ssh-ed25519 AAAA me'] } })

const volume = await call('create-network-volume', { body: { name: 'v', size: 10, dataCenter: 'EU-RO-1' } })
await call('list-network-volumes')
await call('get-network-volume', { id: volume.id })
await call('update-network-volume', { id: volume.id, body: { size: 20 } })

const registry = await call('create-registry', { body: { name: 'r', username: 'u', password: 'p' } })
await call('list-registries')
await call('get-registry', { id: registry.id })
const delegation = await call('create-delegation', { body: { resource: 'arn:aws:ecr:us-east-1:123456789012:repository/acme/app' } })
await call('list-delegations')
await call('revoke-delegation', { id: delegation.id })

const template = await call('create-template', { body: { name: 't', image, disk: 10 } })
await call('list-templates')
await call('get-template', { id: template.id })
await call('update-template', { id: template.id, body: { name: 'u' } })

const pod = await call('create-pod', { body: { name: 'p', image, disk: 10, gpu: { id: 'NVIDIA L40S', count: 1 }, ports: ['8888/http'] } })
await call('list-pods', { includeClusterPods: true })
await call('get-pod', { id: pod.id })
await call('update-pod', { id: pod.id, body: { name: 'q' } })
await call('stream-pod-logs', { podId: pod.id, maxWaitMs: 500 })
await call('pod-action', { id: pod.id, body: { action: 'stop' } })
await call('delete-pod', { id: pod.id })

const endpoint = await call('create-endpoint', { body: { name: 'e', image, disk: 10, type: 'QUEUE', scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
  gpu: { pools: ['AMPERE_80'], count: 1 }, workers: { min: 1, max: 2 }, timeout: 300000 } })
await call('list-endpoints')
await call('get-endpoint', { id: endpoint.id })
await call('update-endpoint', { id: endpoint.id, body: { name: 'f' } })
const workers = await call('list-endpoint-workers', { id: endpoint.id })
await call('stream-worker-logs', { endpointId: endpoint.id, workerId: workers.workers?.[0]?.id ?? 'none', maxWaitMs: 500 })
await call('list-endpoint-releases', { id: endpoint.id })
await call('list-endpoint-builds', { id: endpoint.id })
await call('get-endpoint-build', { id: endpoint.id, buildId: 'none' }, '404') // an endpoint from an image has no builds
await call('delete-endpoint', { id: endpoint.id })

const cluster = await call('create-cluster', { body: { name: 'c', type: 'TRAINING', image, disk: 10, compute: { gpuTypeId: 'NVIDIA H100 80GB HBM3', gpuCountPerPod: 1, podCount: 2 } } })
await call('list-clusters')
await call('get-cluster', { id: cluster.id })
await call('list-cluster-pods', { id: cluster.id })
await call('update-cluster', { id: cluster.id, body: { name: 'd' } })
await call('delete-cluster', { id: cluster.id })

await call('delete-template', { id: template.id })
await call('delete-registry', { id: registry.id })
await call('delete-network-volume', { id: volume.id })

for (const tool of tools.filter(name => !called.has(name) && !elsewhere.includes(name))) report(tool, 'nobody calls it')
const others = tools.filter(name => elsewhere.includes(name)).length
console.log(`${tools.length} tools: ${ok} ok, ${failed} failed, ${others} that speak to other hosts`)
server.kill()
process.exitCode = failed > 0 ? 1 : 0

// Runs scripts on Node 5, whose V8 still has Object.observe, and on a world of ours, with the same interpreter.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import type { createObservation } from '../../core/observe.ts'
import type { Operation, Script } from './observe-scripts.ts'

interface Interpreter {
  begin(): void
  turn(list: readonly Operation[]): void
  reported(error: unknown): void
  /** The log of the script as JSON. */
  end(): string
}

const path = './observe-interpreter.cjs'
const source = readFileSync(new URL(path, import.meta.url), 'utf8')
const createInterpreter = createRequire(import.meta.url)(path) as (api: object) => Interpreter

/** What an old Node runs: each turn is a task of its own, so that records come on its own microtask between them. */
const program = (scripts: readonly Script[]): string => `
  var module = {}
  ${source}
  var interpreter = module.exports({
    make: function (value) { return value },
    observe: Object.observe,
    observeArray: Array.observe,
    unobserve: Object.unobserve,
    deliver: Object.deliverChangeRecords,
    notifier: Object.getNotifier,
  })
  var scripts = ${JSON.stringify(scripts)}
  var logs = []
  var turn = 0
  process.on('uncaughtException', function (error) { interpreter.reported(error) })
  function next() {
    var script = scripts[logs.length]
    if (!script) return process.stdout.write(JSON.stringify(logs))
    if (turn === 0) interpreter.begin()
    if (turn < script.length) interpreter.turn(script[turn++])
    else { logs.push(interpreter.end()); turn = 0 }
    setImmediate(next)
  }
  next()`

/** The log of each script, from the real Object.observe. */
export async function runNative(node: string, scripts: readonly Script[]): Promise<string[]> {
  const child = spawn(node, [], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(program(scripts))
  return JSON.parse(await text(child.stdout)) as string[]
}

/** The log of one script, from a world of ours. */
export function runOurs(create: typeof createObservation, script: Script): string {
  const world = create({ schedule: () => {}, report: (error) => interpreter.reported(error) })
  const interpreter = createInterpreter({
    make: (value: object) => world.observable(structuredClone(value)),
    observe: world.observe,
    observeArray: world.observeArray,
    unobserve: world.unobserve,
    deliver: world.deliverChangeRecords,
    notifier: world.getNotifier,
  })
  interpreter.begin()
  for (const turn of script) {
    interpreter.turn(turn)
    world.deliver()
  }
  return interpreter.end()
}

/** The commands that begin with a recorded session: every order of what was written at once, and its inputs played again. */
import { basename } from 'node:path'
import { pathText } from '../core/change.ts'
import { changesText } from '../core/change-text.ts'
import { checks } from '../core/checks/index.ts'
import { play } from '../core/compare.ts'
import { concurrentOfEvents, findConcurrent, startsOf, type Concurrent } from '../core/concurrent.ts'
import type { LinkOrder } from '../core/link-order.ts'
import { shortName } from '../core/message.ts'
import { models } from '../core/models/index.ts'
import { exploreOrders, type OrderNode, type Orders, type OrderTree } from '../core/orders.ts'
import { SessionError } from '../core/session.ts'
import { complain, print, printJson } from './cli-input.ts'
import { UsageError, type Command, type OrdersCommand } from './cli-words.ts'
import { inputsOfTable, tableOfFile, tableOfPlayed, type SessionTable } from './session-table.ts'

const codes = { converged: 0, diverged: 1, unknown: 2 } as const
const jsonVersion = 1

/** Reads a file that somebody named. @throws UsageError that says what is wrong with it */
async function read<T>(path: string, use: (table: SessionTable) => T): Promise<T> {
  try {
    return use(await tableOfFile(path))
  } catch (error) {
    if (error instanceof SessionError) throw new UsageError(error.message)
    throw error
  }
}

/** A comparison of what was done in a session, as one of a scenario. @throws UsageError */
export async function withInputs(
  command: Command & { readonly do: 'compare-session' },
): Promise<Command & { readonly do: 'compare' }> {
  const name = basename(command.session)
  const { steps, leftOut, seed } = await read(command.session, (table) => inputsOfTable(table, name))
  if (leftOut.length > 0) complain(`Not repeated: ${leftOut.join(', ')}.`)
  const scenario = { name, text: `What was done in ${name}.`, steps }
  return { ...command, do: 'compare', scenario, seed: command.seed ?? seed ?? 1 }
}

async function tableOf(
  { of, model }: OrdersCommand,
  linksOf: () => Promise<readonly LinkOrder[]>,
): Promise<SessionTable> {
  if (of.session !== undefined) return read(of.session, (table) => table)
  const experiment = { scenario: of.scenario, checks, links: await linksOf() }
  const { session } = await play(experiment, model ?? models[0] ?? missing(), of.seed, true)
  if (!session) return missing()
  return tableOfPlayed(session, of.scenario.name)
}

const missing = (): never => {
  throw new Error('The registry of models is empty, or a run has left no session.')
}

/** Every order of delivery, in words or as JSON; gives the exit code. @throws UsageError */
export async function sayOrders(command: OrdersCommand, linksOf: () => Promise<readonly LinkOrder[]>): Promise<number> {
  const { columns, header } = await tableOf(command, linksOf)
  const found = groupsOf(columns, command.events)
  const all = found.map((group) => {
    const name = command.model?.name ?? group.model ?? header.models[0]
    const model = models.find((one) => one.name === name)
    if (!model) throw new UsageError(`There is no model ${String(name)} here. Say --model with another one.`)
    const starts = startsOf(columns, group)
    const [first = {}] = starts.values()
    const startOf = (who: string) => starts.get(who) ?? first
    return { group, orders: exploreOrders({ ...group, model, startOf, overtakes: command.overtaken }) }
  })
  if (command.json) await printJson(jsonOf(all))
  else if (all.length === 0) await print('Nothing was written at the same time by two or more.\n')
  else await print(all.map(({ group, orders }) => textOf(group, orders)).join('\n'))
  const endings = all.map(({ orders }) => orders.ending)
  if (endings.includes('diverged')) return codes.diverged
  return endings.length === 0 || endings.includes('unknown') ? codes.unknown : codes.converged
}

function groupsOf(columns: SessionTable['columns'], events: readonly number[]): readonly Concurrent[] {
  if (events.length === 0) return findConcurrent(columns)
  const found = concurrentOfEvents(columns, events)
  if (!found.ok) throw new UsageError(found.reason)
  return [found.group]
}

const signs = { same: '·', 'may differ': '~', differs: 'X' } as const

function textOf(group: Concurrent, { model, writes, trees, sentence }: Orders): string {
  const head = `${shortName(group.object)} under ${model}: ${writes.length} writes at the same time\n${sentence}\n`
  const listed = writes.map(
    ({ event, author, changes }, index) =>
      `  ${index + 1}  event ${event}  ${shortName(author)} ${changesText(changes)}`,
  )
  return [head, ...listed, ...trees.map((tree) => treeText(tree)), ''].join('\n')
}

function treeText({ who, nodes, orders }: OrderTree): string {
  const holders = who.map(shortName).join(', ')
  const count = `${orders} order${orders === 1 ? '' : 's'}, ${nodes.length} states`
  const leaves = nodes.filter(({ verdict }) => verdict !== undefined)
  return [`\n  at ${holders}: ${count}`, ...leaves.map(leafText)].join('\n')
}

const leafText = ({ verdict = 'same', orders, way, value }: OrderNode): string =>
  `    ${signs[verdict]} ${verdict.padEnd(10)}  ${String(orders).padStart(3)} × such as ${way.map((one) => one + 1).join(' ')}  ${JSON.stringify(value)}`

const jsonOf = (all: readonly { readonly group: Concurrent; readonly orders: Orders }[]): object => ({
  format: 'syncscope-orders',
  version: jsonVersion,
  groups: all.map(({ group: { object }, orders: { writes, trees, ...rest } }) => ({
    object,
    ...rest,
    writes: writes.map(({ event, author, changes }) => ({
      event,
      author,
      paths: changes.map(([path]) => pathText(path)),
    })),
    copies: trees.map(({ who, orders, nodes }) => ({
      who,
      orders,
      states: nodes.length,
      leaves: nodes.flatMap(({ verdict, way, value, hash, orders: count }) =>
        verdict === undefined ? [] : [{ verdict, orders: count, way: way.map((one) => one + 1), hash, value }],
      ),
    })),
  })),
})

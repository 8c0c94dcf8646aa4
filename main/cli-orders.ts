/** The commands that begin with a recorded session: every order of what was written at once, and its inputs played again. */
import { basename } from 'node:path'
import { pathText } from '../core/change.ts'
import { changesText } from '../core/change-text.ts'
import { checks } from '../core/checks/index.ts'
import { play } from '../core/compare.ts'
import { concurrentOfEvents, findConcurrent, startsOf, type Concurrent } from '../core/concurrent.ts'
import type { LinkOrder } from '../core/link-order.ts'
import { shortName } from '../core/message.ts'
import type { Model } from '../core/model.ts'
import { models } from '../core/models/index.ts'
import { exploreOrders, type OrderNode, type Orders, type OrderTree } from '../core/orders.ts'
import { complain, print, printJson, withSession } from './cli-input.ts'
import { UsageError, type Command, type OrdersCommand } from './cli-words.ts'
import { inputsOfTable, tableOfFile, tableOfPlayed, type SessionTable } from './session-table.ts'

const codes = { converged: 0, diverged: 1, unknown: 2 } as const
const jsonVersion = 1

/** A comparison of what was done in the session in a file, as one of a scenario. @throws SessionError */
export async function withInputs(
  command: Command & { readonly do: 'compare-session' },
  path: string,
): Promise<Command & { readonly do: 'compare' }> {
  const name = command.session === '-' ? 'standard input' : basename(command.session)
  const { steps, leftOut, seed } = inputsOfTable(await tableOfFile(path), name)
  if (leftOut.length > 0) complain(`Not repeated: ${leftOut.join(', ')}.`)
  const scenario = { name, text: `What was done in ${name}.`, steps }
  return { ...command, do: 'compare', scenario, seed: command.seed ?? seed ?? 1 }
}

/** Every order of delivery of what was written at once, in a session or in a run; gives the exit code. @throws UsageError */
export async function ordersCommand(
  command: OrdersCommand,
  linksOf: () => Promise<readonly LinkOrder[]>,
): Promise<number> {
  const { of } = command
  if (of.session === undefined) return sayOrders(command, await playedTable(of, command.model, linksOf))
  return withSession(of.session, async (path) => sayOrders(command, await tableOfFile(path)))
}

async function playedTable(
  of: OrdersCommand['of'] & { readonly session?: undefined },
  model: Model | undefined,
  linksOf: () => Promise<readonly LinkOrder[]>,
): Promise<SessionTable> {
  const experiment = { scenario: of.scenario, checks, links: await linksOf() }
  const { session } = await play(experiment, model ?? models[0] ?? missing(), of.seed, true)
  if (!session) return missing()
  return tableOfPlayed(session, of.scenario.name)
}

const missing = (): never => {
  throw new Error('The registry of models is empty, or a run has left no session.')
}

/** In words or as JSON; gives the exit code. @throws UsageError */
async function sayOrders(command: OrdersCommand, { columns, header }: SessionTable): Promise<number> {
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

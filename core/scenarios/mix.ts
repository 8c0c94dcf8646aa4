/**
 * A random mix of what hyperties usually do: they write, grant, go off line, crash, pause, come and go, on links that
 * change their delay. Made for the soak: one seed is one run.
 */
import type { Random } from '../clock.ts'
import { createTimeline, diceOf, editOf, peopleOf, todo, value, type Dice } from '../drawing.ts'
import { usual } from '../draws.ts'
import type { Deed, Scenario, Size, Step } from '../scenario.ts'

/** How often something besides an edit happens, for each edit. */
const otherwise = 0.5

/** Now and then the object ends before the run does: it is deleted, or its owner leaves. */
function endOf({ below }: Dice, who: string): readonly Deed[] {
  const roll = below(30)
  if (roll > 1) return []
  // an owner that is off line cannot tell anybody
  const here: readonly Deed[] = [
    { who, do: 'restart' },
    { who, do: 'resume' },
    { who, do: 'ask', action: { do: 'online', online: true } },
  ]
  return [...here, roll === 0 ? { who, do: 'leave' } : { who, do: 'ask', action: { do: 'delete', url: todo } }]
}

function stepsOfMix(random: Random, size: Size): readonly Step[] {
  const dice = diceOf(random)
  const people = peopleOf(size)
  const { steps, put } = createTimeline(dice)
  for (const who of people) put({ who, do: 'join' }, 5)
  const [owner = ''] = people
  put({ who: owner, do: 'create', name: 'todo', value })
  put({ who: owner, do: 'ask', action: { do: 'share', url: todo } })
  const edits = size.edits * size.hyperties
  const ending = endOf(dice, owner)
  const endsAt = dice.below(edits)
  for (let edit = 0; edit < edits; edit++) {
    put({ who: dice.pick(people), do: 'edit', object: todo, edit: editOf(dice) })
    const others = dice.chance(otherwise) ? usual(dice, people) : []
    // an object that has ended is not made anew: nothing tells a follower that was away its two lives apart
    for (const other of others)
      if (other.do !== 'create' || ending.length === 0) put(other, others.length > 1 ? 3 : undefined)
    if (edit === endsAt) for (const deed of ending) put(deed, 20)
  }
  return steps
}

export const mix: Scenario = {
  name: 'mix',
  text: 'What usually goes wrong goes wrong at once, and after quiet all replicas are the same.',
  steps: stepsOfMix,
}

/** Named conditions: networks that people know, each with a sentence and where its figures come from. */
import { noConditions, type LinkConditions } from './link-conditions.ts'
import type { LinkOrder } from './link-order.ts'

export interface LinkPreset {
  readonly name: string
  readonly label: string
  /** What it is, for people. */
  readonly text: string
  /** Where the figures come from. */
  readonly source: string
  readonly conditions: LinkConditions
}

/** An order for every link, from now on. */
export const everywhere = ({ conditions }: LinkPreset, seed: number): LinkOrder => ({
  conditions,
  time: { kind: 'standing' },
  seed,
})

const preset = (
  name: string,
  label: string,
  text: string,
  source: string,
  conditions: Partial<LinkConditions>,
): LinkPreset => ({ name, label, text, source, conditions: { ...noConditions, ...conditions } })

export const linkPresets: readonly LinkPreset[] = [
  preset('none', 'No conditions', 'Messages arrive at once, each one once, in order.', '', {}),
  preset(
    'office',
    'Office',
    'A wireless network in one building: quick, a little uneven, nothing lost.',
    'A choice of ours: 2 ms one way, 1 ms standard deviation.',
    { latencyMs: 2, jitterMs: 1, jitterShape: 'normal' },
  ),
  preset(
    '3g',
    '3G',
    'A telephone on a good 3G network: half the round trip each way, and a narrow line up.',
    'Lighthouse, docs/throttling.md: round trip 150 ms, 750 kbit/s up; the jitter is a choice of ours.',
    { latencyMs: 75, jitterMs: 20, jitterShape: 'normal', bandwidthKilobits: 750 },
  ),
  preset(
    'lossy',
    'Lossy',
    'One message in ten is lost, three in a row on average, and one in fifty arrives twice.',
    'Loadero, network conditions, "10% packetloss"; bursts, duplicates and latency are a choice of ours.',
    { latencyMs: 20, jitterMs: 10, lossPercent: 10, burstMessages: 3, duplicatePercent: 2 },
  ),
  preset(
    'satellite',
    'Satellite',
    'Up to a geostationary satellite and down again, at the edge of its view.',
    'RFC 2488, section 2: 279.0 ms for one hop; the jitter is a choice of ours.',
    { latencyMs: 279, jitterMs: 10, jitterShape: 'normal' },
  ),
  preset(
    'flaky',
    'Flaky',
    'Slow, uneven, losing long runs of messages, and some overtake others.',
    'Loadero, network conditions, "High jitter" (200 ms, 100 ms) and "20% packetloss"; the rest is a choice of ours.',
    {
      latencyMs: 200,
      jitterMs: 100,
      jitterShape: 'long-tail',
      lossPercent: 20,
      burstMessages: 8,
      duplicatePercent: 5,
      reorderPercent: 10,
      reorderMs: 400,
    },
  ),
  preset('cut', 'Cut', 'Nothing arrives until the link is mended.', '', { isCut: true }),
]

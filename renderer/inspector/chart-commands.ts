/** What can be done with the chart's axis, its levels of detail and its cone, as a list; the page hands in the chart. */
import type { Command } from '../commands/command.ts'
import { axes, axisNames } from '../timeline/axis.ts'
import type { TimeTravel } from './time-travel.ts'
import type { Timeline } from '../timeline/timeline.ts'

export interface ChartActions {
  readonly travel: Pick<TimeTravel, 'step' | 'play' | 'enter' | 'faster'>
  readonly isTravelling: () => boolean
  readonly sparks: () => void
  readonly ribbon: () => void
  readonly timeline: () => Timeline | undefined
}

export function chartCommands(page: ChartActions): readonly Command[] {
  const chart = (act: (timeline: Timeline) => void) => (): void => {
    const timeline = page.timeline()
    if (timeline) act(timeline)
  }
  const look = { group: 'Chart' }
  const nextAxis = ({ state }: Timeline): (typeof axes)[number] => (state.axis === 'ordinal' ? 'wall' : 'ordinal')
  return [
    { id: 'chart.zoom-in', title: 'Zoom in', ...look, keys: ['KeyW', 'Plus'], run: chart((one) => one.zoom(1.25)) },
    { id: 'chart.zoom-out', title: 'Zoom out', ...look, keys: ['KeyS', '-'], run: chart((one) => one.zoom(0.8)) },
    { id: 'chart.zoom-far-in', title: 'Zoom in far', ...look, keys: ['Shift+KeyW'], run: chart((one) => one.zoom(4)) },
    {
      id: 'chart.zoom-far-out',
      title: 'Zoom out far',
      ...look,
      keys: ['Shift+KeyS'],
      run: chart((one) => one.zoom(0.25)),
    },
    {
      id: 'chart.centre',
      title: 'Centre what is selected; again: fit the whole session',
      ...look,
      keys: ['KeyF'],
      run: chart((one) => one.centreOrFit()),
    },
    { id: 'chart.fit', title: 'Fit the whole session', ...look, keys: ['Shift+KeyF'], run: chart((one) => one.fit()) },
    {
      id: 'chart.axis',
      title: 'Change between hops and wall time',
      ...look,
      keys: ['KeyX'],
      run: chart((one) => one.setAxis(nextAxis(one))),
    },
    ...axes.map((axis) => ({
      id: `chart.axis-${axis}`,
      title: `Axis: ${axisNames[axis]}`,
      ...look,
      run: chart((one) => one.setAxis(axis)),
    })),
    {
      id: 'chart.cone',
      title: 'Show what led to the selected event and what followed from it',
      ...look,
      keys: ['Shift+KeyC'],
      run: chart((one) => one.set({ hasCone: !one.state.hasCone })),
    },
    {
      id: 'chart.ribbon',
      title: 'Show where two copies differ: of the selected hop, or of the first two lanes',
      ...look,
      keys: ['Shift+KeyR'],
      run: page.ribbon,
    },
    {
      id: 'chart.sparks',
      title: 'Show or hide rate, latency and lagging copies',
      ...look,
      keys: ['KeyL'],
      run: page.sparks,
    },
    { id: 'chart.along', title: 'Next hop of this message', ...look, keys: [']'], run: chart((one) => one.along(1)) },
    { id: 'chart.back', title: 'Hop before of this message', ...look, keys: ['['], run: chart((one) => one.along(-1)) },
    ...travelCommands(page),
  ]
}

/** The cursor that all panels follow. */
function travelCommands({ travel, isTravelling }: ChartActions): readonly Command[] {
  const group = 'Time travel'
  const travelling = { when: isTravelling, why: 'Travel in time first.' }
  const steps = [
    ['event', 'event', 'ArrowRight', 'ArrowLeft'],
    ['lane', 'event of this lane', '>', '<'],
    ['path', 'write of this value', 'ArrowDown', 'ArrowUp'],
    ['divergence', 'place where copies begin or cease to differ', 'PageDown', 'PageUp'],
  ] as const
  return [
    {
      id: 'time.enter',
      title: 'Travel in time, or back to the present',
      group,
      keys: ['Shift+KeyT'],
      run: travel.enter,
    },
    { id: 'time.play', title: 'Play or stop', group, keys: ['Shift+Space'], run: travel.play },
    { id: 'time.faster', title: 'Play faster', group, ...travelling, run: () => travel.faster(1) },
    { id: 'time.slower', title: 'Play slower', group, ...travelling, run: () => travel.faster(-1) },
    ...steps.flatMap(([stride, what, on, back]): readonly Command[] => {
      const keyOf = (key: string): string => (key.length === 1 ? key : `Shift+${key}`)
      return [
        {
          id: `time.${stride}-on`,
          title: `To the next ${what}`,
          group,
          keys: [keyOf(on)],
          run: () => travel.step(stride, 1),
        },
        {
          id: `time.${stride}-back`,
          title: `To the ${what} before`,
          group,
          keys: [keyOf(back)],
          run: () => travel.step(stride, -1),
        },
      ]
    }),
  ]
}

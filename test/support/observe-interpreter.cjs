// Runs scripts of the differential test: on Node 5 with its own Object.observe, and here with ours. The same text in
// both, so it is ES5. `api` has make, observe, observeArray, unobserve, deliver and notifier.
// What is left out of the comparison, each with its reason, is marked EXCLUDED.
module.exports = function (api) {
  'use strict'

  var accessors = [0, 1, 2].map(function (number) {
    return {
      get: function () {
        return 'got ' + number
      },
      set: function () {},
    }
  })
  var symbol = Symbol('symbol')
  var frozen = Object.freeze(function () {})
  var marker = new Error('thrown by the script')

  // What one script has: its objects and callbacks by number, and its log.
  var objects, callbacks, calls, log, isQuiet

  function valueOf(code) {
    if (code[0] === 'value') return code[1]
    if (code[0] === 'object') return objects[code[1] % objects.length]
    if (code[0] === 'NaN') return NaN
    return code[0] === '-0' ? -0 : undefined
  }

  function keyOf(key) {
    return key === 'symbol' ? symbol : key
  }

  function show(value) {
    if (typeof value === 'number') return value === 0 && 1 / value < 0 ? '-0' : String(value)
    if (typeof value === 'function') return 'function'
    if (value === Object.prototype) return '#Object'
    if (value === Array.prototype) return '#Array'
    if (typeof value !== 'object' || value === null) return typeof value === 'string' ? '"' + value : String(value)
    var number = objects.indexOf(value)
    return number >= 0 ? '#' + number : '?'
  }

  function showList(list) {
    var shown = []
    for (var index = 0; index < list.length; index++) shown.push(index in list ? show(list[index]) : 'hole')
    return [Object.isFrozen(list), shown]
  }

  function showRecord(record) {
    var shown = [Object.isFrozen(record)]
    Object.keys(record).forEach(function (key) {
      shown.push(key, key === 'removed' ? showList(record[key]) : show(record[key]))
    })
    return shown
  }

  // EXCLUDED: the order of an object's keys; ES5 left it to the engine.
  function showObject(object) {
    var names = Object.getOwnPropertyNames(object).sort()
    return names.map(function (key) {
      var it = Object.getOwnPropertyDescriptor(object, key)
      var flags = [it.writable, it.enumerable, it.configurable].map(Number).join('')
      return [key, flags, 'value' in it ? show(it.value) : accessors.map(sameGetter(it)).join('')]
    })
  }

  function sameGetter(descriptor) {
    return function (pair) {
      return Number(pair.get === descriptor.get)
    }
  }

  // EXCLUDED, for the same reason: in which order a freeze or a seal goes through the keys.
  function inOrder(records) {
    var ordered = []
    var run = []
    function flush() {
      run.sort(byName)
      ordered.push.apply(ordered, run)
      run = []
    }
    records.forEach(function (record) {
      if (record.type !== 'reconfigure' || (run.length > 0 && run[0].object !== record.object)) flush()
      if (record.type === 'reconfigure') run.push(record)
      else ordered.push(record)
    })
    flush()
    return ordered
  }

  function byName(a, b) {
    return String(a.name) < String(b.name) ? -1 : Number(String(a.name) > String(b.name))
  }

  function makeCallback(number, allReactions) {
    var reactions = allReactions.slice()
    var seen = []
    callbacks[number] = function (records) {
      calls++
      if (isQuiet) return seen.push.apply(seen, records)
      log.push(['call', number, inOrder(records).map(showRecord)])
      var reaction = reactions.shift()
      if (reaction) run(reaction)
    }
    callbacks[number].seen = seen
  }

  function descriptorOf(code) {
    var descriptor = {}
    Object.keys(code).forEach(function (name) {
      if (name === 'accessor') {
        descriptor.get = accessors[code.accessor].get
        descriptor.set = accessors[code.accessor].set
      } else descriptor[name] = name === 'value' ? valueOf(code.value) : code[name]
    })
    return descriptor
  }

  function isPacked(list) {
    for (var index = 0; index < list.length; index++) if (!Object.hasOwnProperty.call(list, index)) return false
    return true
  }

  function deliverAll() {
    var before
    do {
      before = calls
      callbacks.forEach(function (callback) {
        api.deliver(callback)
      })
    } while (calls !== before)
  }

  // EXCLUDED: in which order a sort writes is the engine's own affair, and it may write a place twice. What is
  // compared is which places changed, and what was there before; on packed lists of scalars, because V8 4.6 moves
  // holes in passes of its own.
  function sort(list) {
    deliverAll()
    if (!isPacked(list) || Object.isSealed(list) || !Object.isExtensible(list)) return 'no sort'
    if (!list.every(isSortable(list))) return 'no sort'
    var before = list.slice()
    isQuiet = true
    list.sort()
    deliverAll()
    isQuiet = false
    callbacks.forEach(function (callback, number) {
      var firsts = {}
      callback.seen.splice(0).forEach(function (record) {
        if (!(record.name in firsts) && before[record.name] !== list[record.name]) firsts[record.name] = record
      })
      log.push(['sorted', number, Object.keys(firsts).map(firstOf(firsts))])
    })
    return 'sorted'
  }

  function isSortable(list) {
    return function (item, index) {
      var descriptor = Object.getOwnPropertyDescriptor(list, index)
      var isScalar = typeof item === 'string' || (typeof item === 'number' && !isNaN(item))
      return isScalar && descriptor.writable && descriptor.configurable
    }
  }

  function firstOf(firsts) {
    return function (name) {
      return [name, firsts[name].type, show(firsts[name].oldValue)]
    }
  }

  function callMethod(list, name, args) {
    if (!Array.isArray(list)) return 'no array'
    if (name === 'sort') return sort(list)
    // EXCLUDED: V8 4.6 swaps an element with a hole by set and delete, where the standard says delete and set.
    if (name === 'reverse' && !isPacked(list)) return 'no reverse'
    // EXCLUDED: V8 4.6 refuses to shift or splice a sealed array, or to fill a frozen one, before it has done anything;
    // the standard does what it can.
    if ((name === 'shift' || name === 'splice') && Object.isSealed(list)) return 'no ' + name
    if (name === 'fill' && Object.isFrozen(list)) return 'no fill'
    var outcome = list[name].apply(list, args)
    return Array.isArray(outcome) && outcome !== list ? showList(outcome)[1] : show(outcome)
  }

  // True where a new length cannot remove all elements that it should.
  function isPartial(list, length) {
    return Object.getOwnPropertyNames(list).some(function (name) {
      return Number(name) >= length && !Object.getOwnPropertyDescriptor(list, name).configurable
    })
  }

  // EXCLUDED: V8 4.6 is silent, in strict code too, when an assignment to `length` cannot remove all elements. That
  // it throws is not compared then; what it does is.
  function setLength(list, value) {
    if (!isPartial(list, value)) list.length = value
    else
      try {
        list.length = value
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
      }
  }

  // EXCLUDED: giving an object that cannot grow the prototype it has; V8 4.6 throws, since ES2015 nothing happens.
  function isSamePrototype(object, prototype) {
    return !Object.isExtensible(object) && Object.getPrototypeOf(object) === prototype
  }

  // EXCLUDED: symbols of an object that cannot grow: V8 4.6 forgets them when it freezes or seals, and when it is
  // asked whether that has been done.
  function close(object) {
    delete object[symbol]
    return Object.preventExtensions(object)
  }

  function perform(object, type, inner, outcome) {
    var notifier = api.notifier(object)
    if (!notifier) return 'no notifier'
    return notifier.performChange(type, function () {
      run(inner)
      return outcome
    })
  }

  function announce(object, record) {
    var notifier = api.notifier(object)
    if (!notifier) return 'no notifier'
    if (record && record.symbol) record = { type: record.type, name: symbol }
    return notifier.notify(record)
  }

  var operations = {
    make: function (value) {
      objects.push(api.make(value))
    },
    callback: makeCallback,
    set: function (object, key, value) {
      if (key === 'length' && Array.isArray(object)) setLength(object, valueOf(value))
      else object[keyOf(key)] = valueOf(value)
    },
    delete: function (object, key) {
      return delete object[keyOf(key)]
    },
    define: function (object, key, code) {
      var descriptor = descriptorOf(code)
      // EXCLUDED: when a defineProperty of a further element fails because the array cannot grow, V8 4.6 forgets to
      // end the splice that it began, and those who observe the array hear nothing of it any more.
      if (Array.isArray(object) && Number(key) >= object.length && !Object.isExtensible(object)) return 'no define'
      // EXCLUDED: V8 4.6 counts `removed` from the length that was wanted, so that it begins with holes, when a
      // defineProperty cannot remove all elements. An assignment counts from the length there is; that is compared.
      if (key === 'length' && Array.isArray(object) && isPartial(object, descriptor.value)) return 'no define'
      Object.defineProperty(object, keyOf(key), descriptor)
    },
    // EXCLUDED: freeze and seal of an object that can still grow. ES5 closed it last and ES2015 closes it first, so
    // today's engines cannot give the record in the old place.
    freeze: function (object) {
      Object.freeze(close(object))
    },
    seal: function (object) {
      Object.seal(close(object))
    },
    close: function (object) {
      close(object)
    },
    prototype: function (object, code) {
      var prototype = code === null ? null : valueOf(code)
      if (!isSamePrototype(object, prototype)) Object.setPrototypeOf(object, prototype)
    },
    protoKey: function (object, code) {
      var prototype = code === null ? null : valueOf(code)
      if (!isSamePrototype(object, prototype)) object.__proto__ = prototype
    },
    method: function (object, name, args) {
      return callMethod(object, name, args.map(valueOf))
    },
    perform: perform,
    notify: announce,
    observe: function (object, number, accept) {
      api.observe(object, callbacks[number], accept)
      callbacks[number].isKnown = true
    },
    observeArray: function (object, number) {
      api.observeArray(object, callbacks[number])
      callbacks[number].isKnown = true
    },
    observeFrozen: function (object) {
      api.observe(object, frozen)
    },
    observeNothing: function (object, what) {
      if (what === 'object') api.observe(1, callbacks[0])
      else api.observe(object, 'no function')
    },
    // EXCLUDED: V8 4.6 stumbles, with a TypeError of its own code, over a callback that never observed anything.
    unobserve: function (object, number) {
      if (callbacks[number].isKnown) api.unobserve(object, callbacks[number])
    },
    deliver: function (object, number) {
      api.deliver(callbacks[number])
    },
    throw: function () {
      throw marker
    },
  }

  function execute(operation) {
    var args = operation.slice(1)
    if (operation[0] !== 'make' && operation[0] !== 'callback') args[0] = objects[args[0] % objects.length]
    return operations[operation[0]].apply(null, args)
  }

  function run(list) {
    list.forEach(function (operation) {
      try {
        var outcome = execute(operation)
        if (outcome !== undefined) log.push(['outcome', outcome])
      } catch (error) {
        if (error === marker) throw error
        log.push(['error', error.name])
      }
    })
  }

  return {
    begin: function () {
      objects = []
      callbacks = []
      calls = 0
      log = []
      isQuiet = false
    },
    turn: function (list) {
      try {
        run(list)
      } catch (error) {
        log.push(['thrown', error === marker])
      }
    },
    reported: function (error) {
      log.push(['reported', error === marker ? 'marker' : String(error)])
    },
    end: function () {
      log.push(objects.map(showObject))
      return JSON.stringify(log)
    },
  }
}

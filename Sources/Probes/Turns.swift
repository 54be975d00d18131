/// Lets so many tasks at a time do something; the others wait in the order in which they came.
package actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// So many tasks at a time.
    package init(_ count: Int) {
        free = count
    }

    /// Returns when it is this task's turn; each turn is given back.
    package func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Lets the next one have a turn.
    package func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

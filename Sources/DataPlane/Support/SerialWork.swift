#if Sandbox
    import Synchronization

    /// Runs pieces of asynchronous work one after the other, in the order in which they were asked for: two changes of a
    /// proxy's sockets at once would bind and close the same ports.
    final class SerialWork: Sendable {
        private let last = Mutex<Task<Void, Never>?>(nil)

        func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
            await start(work).value
        }

        /// Does not wait for the work.
        @discardableResult
        func start<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Task<Value, Never> {
            last.withLock { last in
                let previous = last
                let task = Task {
                    await previous?.value
                    return await work()
                }
                last = Task { _ = await task.value }
                return task
            }
        }
    }

    /// Does the same with each of many things, some of them at once.
    func concurrently<Item: Sendable, Value: Sendable>(
        _ items: some Sequence<Item>, atOnce limit: Int = 64, _ body: @escaping @Sendable (Item) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: Value.self) { group in
            var results: [Value] = []
            var running = 0
            for item in items {
                if running == limit, let result = await group.next() {
                    results.append(result)
                    running -= 1
                }
                group.addTask { await body(item) }
                running += 1
            }
            for await result in group { results.append(result) }
            return results
        }
    }
#endif

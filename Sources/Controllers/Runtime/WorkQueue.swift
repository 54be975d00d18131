/// Keys that wait for work: each once, none worked on twice at a time; failures come again, later each time.
package actor WorkQueue<Key: Hashable & Sendable> {
    package init() {}

    package func add(_ key: Key, after delay: Duration = .zero) {}

    /// Works until the task is cancelled. What `work` throws puts the key back with a growing delay; the delay it returns
    /// puts it back after that time.
    package func run(workers: Int = 2, _ work: @escaping @Sendable (Key) async throws -> Duration?) async {}
}

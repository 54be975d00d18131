extension Sequence where Element: Sendable {
    /// The results in the order of the elements, with at most `width` of them under way at a time.
    func concurrentMap<Result: Sendable>(
        width: Int, _ transform: @escaping @Sendable (Element) async -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var found: [(Int, Result)] = []
            for (position, element) in enumerated() {
                if position >= width, let next = await group.next() { found.append(next) }
                group.addTask { (position, await transform(element)) }
            }
            for await next in group { found.append(next) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

import Synchronization

/// Bounds the memory that several things take together: each has a limit of its own, but a server gets as many times that as
/// there are requests.
package final class MemoryBudget: Sendable {
    /// Bytes.
    package let limit: Int
    private let held = Atomic(0)

    package init(limit: Int) { self.limit = limit }

    /// False, and nothing taken, if there is no room for so many bytes.
    package func take(_ count: Int) -> Bool {
        guard held.add(count, ordering: .relaxed).newValue <= limit else {
            release(count)
            return false
        }
        return true
    }

    package func release(_ count: Int) { held.subtract(count, ordering: .relaxed) }
}

/// The budget of all answers that one engine collects at the same time.
enum BodyBudget {
    static let limit = 512 << 20
}

/// What one body takes of the budget, until it is let go of.
package final class BodyShare: Sendable {
    private let budget: MemoryBudget
    private let held = Atomic(0)

    init(_ budget: MemoryBudget) { self.budget = budget }

    deinit { budget.release(held.load(ordering: .relaxed)) }

    func take(_ count: Int) throws(TransportError) {
        guard budget.take(count) else {
            throw .unusable("concurrent responses exceed \(budget.limit >> 20) MiB")
        }
        held.add(count, ordering: .relaxed)
    }

    func release(_ count: Int) {
        held.subtract(count, ordering: .relaxed)
        budget.release(count)
    }
}

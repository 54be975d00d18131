import Synchronization

/// Bounds the memory of all answers that one engine collects at the same time: each has a limit of its own, but a server that
/// never ends any of them would get as many times that as there are requests.
final class BodyBudget: Sendable {
    static let limit = 512 << 20

    private let held = Atomic(0)

    /// False, and nothing taken, if there is no room for so many bytes.
    func take(_ count: Int) -> Bool {
        guard held.add(count, ordering: .relaxed).newValue <= Self.limit else {
            release(count)
            return false
        }
        return true
    }

    func release(_ count: Int) { held.subtract(count, ordering: .relaxed) }
}

/// What one body takes of the budget, until it is let go of.
package final class BodyShare: Sendable {
    private let budget: BodyBudget
    private let held = Atomic(0)

    init(_ budget: BodyBudget) { self.budget = budget }

    deinit { budget.release(held.load(ordering: .relaxed)) }

    func take(_ count: Int) throws(TransportError) {
        guard budget.take(count) else {
            throw .unusable("concurrent responses exceed \(BodyBudget.limit >> 20) MiB")
        }
        held.add(count, ordering: .relaxed)
    }

    func release(_ count: Int) {
        held.subtract(count, ordering: .relaxed)
        budget.release(count)
    }
}

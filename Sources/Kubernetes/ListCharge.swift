import Documents
import Synchronization
import Transport

/// The memory that one list takes, by estimate, of what all lists of the process may take together. It counts as long as
/// the list or a copy of it exists.
package final class ListCharge: Sendable {
    /// Of all lists of the process. 50,000 Services with their LoadBalancers and EndpointSlices take less than half.
    package static let process = MemoryBudget(limit: 2048 << 20)

    private let budget: MemoryBudget
    private let held = Atomic(0)

    init(_ budget: MemoryBudget) { self.budget = budget }

    deinit { budget.release(held.load(ordering: .relaxed)) }

    /// False if there is no room for so many bytes.
    func take(_ count: Int) -> Bool {
        guard budget.take(count) else { return false }
        held.add(count, ordering: .relaxed)
        return true
    }

    /// Why a list is not read: there is no room for it.
    static func excess(of budget: MemoryBudget) -> String {
        "all lists together exceed \(budget.limit >> 20) MiB of memory"
    }
}

extension JSONReader.Volume {
    /// Bytes that one object takes of which this was read since `start`, by estimate: its own values, entries of dictionaries
    /// with room to grow, elements of structured types. Lists of tiny objects were measured at 430 bytes an object.
    func memory(since start: JSONReader.Volume) -> Int {
        512 + 48 * (members - start.members) + 128 * (elements - start.elements) + textBytes - start.textBytes
    }
}

/// What came of one deletion.
package struct CleanupResult: Sendable, Hashable {
    package let object: CleanupObject
    package let outcome: Outcome
    /// Why, where it was not deleted.
    package let detail: String?

    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case deleted
        /// Somebody else was quicker.
        case gone
        /// What was read just before no longer says that it is dead.
        case leftAlone
        /// The API server refused.
        case failed
        /// The request was sent and not answered: it may have been carried out.
        case unanswered
        case notTried
    }

    package init(_ object: CleanupObject, _ outcome: Outcome, _ detail: String? = nil) {
        self.object = object
        self.outcome = outcome
        self.detail = detail
    }

    /// Whether the object is no longer in the way.
    package var isDone: Bool { outcome == .deleted || outcome == .gone }
}

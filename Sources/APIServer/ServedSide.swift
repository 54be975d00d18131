/// One of the two clusters of a pair, named as its folder in a bundle.
package enum ServedSide: String, Sendable, Hashable, CaseIterable {
    case tenant, management
}

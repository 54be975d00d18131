/// One level of the way from the root to the current value. Only offsets are kept: most ways are never written out.
enum JSONStep: Sendable {
    /// In an object, at no member: before a name, or after a value.
    case object
    /// In an array, at no element.
    case array
    /// At the member whose name, without its quotes, has these bounds in the text.
    case member(start: Int, end: Int)
    case element(Int)
    /// At a member whose name has these bounds among the names that are kept (`JSONReader.keptNames`).
    case kept(start: Int, end: Int)
}

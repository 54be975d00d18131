/// What a shell offers for the value of an option or for an argument.
package enum CompletionKind: Sendable, Hashable {
    /// Nothing, or the choices where there are some.
    case none
    case file
    case directory
    /// A list that the tool itself makes, by the name under which the caller knows it.
    case dynamic(String)
}

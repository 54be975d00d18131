/// Which program a container asks for.
package struct ProgramRequest: Sendable, Hashable {
    package var namespace: String
    package var pod: String
    package var container: String
    package var image: String
    /// Of the pod.
    package var labels: [String: String] = [:]
}

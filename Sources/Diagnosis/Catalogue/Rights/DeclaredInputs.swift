import Topology

/// Every input that any check declares.
enum DeclaredInputs {
    static let all: [Input] = Set(
        Catalogue.checks.flatMap { $0.documentation.inputs + $0.documentation.optionalInputs } + Input.scope
    ).sorted()
}

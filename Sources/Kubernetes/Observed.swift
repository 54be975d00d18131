import Characters

/// How a read ended. Unknown is not absent: only `absent` says that a thing does not exist.
package enum Observed<Value: Sendable>: Sendable {
    case present(Value)
    /// The API server says that there is no such thing (404), or the list was read and it is not in it.
    case absent
    /// The API server refused the read (403), for want of the right named.
    case forbidden(MissingRight)
    /// The read was tried and failed: no connection, 401, a damaged body, …
    case failed(String)
    /// Nobody tried: a gap of the bundle.
    case notCollected

    package var value: Value? {
        if case .present(let value) = self { value } else { nil }
    }

    package func map<Other: Sendable>(_ transform: (Value) -> Other) -> Observed<Other> {
        flatMap { .present(transform($0)) }
    }

    /// What follows from the value; any other outcome stays.
    package func flatMap<Other: Sendable>(_ transform: (Value) -> Observed<Other>) -> Observed<Other> {
        switch self {
        case .present(let value): transform(value)
        case .absent: .absent
        case .forbidden(let right): .forbidden(right)
        case .failed(let reason): .failed(reason)
        case .notCollected: .notCollected
        }
    }

    /// Why nothing can be said, or nil when something can: the value or its absence.
    package var unknown: UnknownReason? {
        switch self {
        case .present, .absent: nil
        case .forbidden(let right): .forbidden(right)
        case .failed(let reason): .failed(reason)
        case .notCollected: .notCollected
        }
    }
}

extension Observed {
    package init(_ reason: UnknownReason) {
        switch reason {
        case .forbidden(let right): self = .forbidden(right)
        case .failed(let reason): self = .failed(reason)
        case .notCollected: self = .notCollected
        }
    }
}

extension Observed: Equatable where Value: Equatable {}
extension Observed: Hashable where Value: Hashable {}

/// Why a question about a cluster has no answer.
package enum UnknownReason: Sendable, Hashable, CustomStringConvertible {
    case forbidden(MissingRight)
    case failed(String)
    case notCollected

    package var description: String {
        switch self {
        case .forbidden(let right): "forbidden: needs \(right)"
        case .failed(let reason): "failed: \(reason)"
        case .notCollected: "not collected"
        }
    }

    /// What happened, without the word for it.
    package var reasonAlone: String {
        if case .failed(let reason) = self { reason } else { description }
    }

    /// The same for all reads that failed for one cause: without the request, which only names the read (`APICall`).
    package var cause: UnknownReason {
        guard case .failed(let reason) = self, reason.hasPrefix("GET /"), let end = reason.firstByteRange(of: ": ")
        else { return self }
        return .failed(String(reason[end.upperBound...]))
    }

    /// The word used in JSON.
    package var keyword: String {
        switch self {
        case .forbidden: "forbidden"
        case .failed: "failed"
        case .notCollected: "notCollected"
        }
    }
}

/// A right that a read would have needed.
package struct MissingRight: Sendable, Hashable, CustomStringConvertible {
    package let verb: String
    /// As RBAC names it: `services`, `deployments.apps`, `pods/log`.
    package let resource: String
    /// nil: in all namespaces.
    package let namespace: String?

    package init(verb: String, resource: String, namespace: String? = nil) {
        self.verb = verb
        self.resource = resource
        self.namespace = namespace
    }

    package var description: String {
        "\(verb) \(resource)" + (namespace.map { " in namespace \($0)" } ?? "")
    }
}

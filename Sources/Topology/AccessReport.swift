import Documents
import Kubernetes

/// `access.json` of a bundle: how a cluster was reached, and what only a live client can find out. Never a secret value.
package struct AccessReport: Sendable, Hashable {
    /// The kubectl context, for commands.
    package var context: String?
    package var server: String?
    package var skipsTLSVerification = false
    /// Local clock minus the server's, by its `Date` header.
    package var clockSkewSeconds: Double?
    /// How long the first answer took, connection included.
    package var answerSeconds: Double?
    /// Why the server did not accept the credentials (401, an expired certificate, a credential plugin that failed).
    package var authenticationFailure: String?
    /// What the credential plugin says about its installation.
    package var installHint: String?
    package var reviews: [AccessReview] = []
    package var secrets: [SecretReport] = []

    package init() {}

    package static func decode(_ bytes: [UInt8], source: String) -> Observed<AccessReport> {
        var report = AccessReport()
        var reader = JSONReader(redacting: bytes)
        do throws(JSONError) {
            guard try report.read(from: &reader) else { return .failed("\(source): expected an object") }
            try reader.end()
        } catch {
            return .failed("\(source): \(error)")
        }
        if let problem = reader.problems.first { return .failed("\(source): \(problem)") }
        return .present(report)
    }

    private mutating func read(from reader: inout JSONReader) throws(JSONError) -> Bool {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "context": context = try reader.string()
            case "server": server = try reader.string()
            case "insecureSkipTLSVerify": skipsTLSVerification = try reader.bool() ?? false
            case "clockSkewSeconds": clockSkewSeconds = try reader.seconds()
            case "answerSeconds": answerSeconds = try reader.seconds()
            case "authenticationFailure": authenticationFailure = try reader.string()
            case "installHint": installHint = try reader.string()
            case "reviews": reviews = try reader.list { (reader) throws(JSONError) in try AccessReview(from: &reader) }
            case "secrets": secrets = try reader.list { (reader) throws(JSONError) in try SecretReport(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    package func secret(namespace: String, name: String) -> SecretReport? {
        secrets.first { $0.namespace == namespace && $0.name == name }
    }
}

extension JSONReader {
    /// A length of time; none where it is longer than what clocks that RFC 3339 can write may differ by.
    fileprivate mutating func seconds() throws(JSONError) -> Double? {
        try double().flatMap { $0.magnitude < 4e11 ? $0 : nil }
    }
}

/// The answer to one access review.
package struct AccessReview: Sendable, Hashable {
    /// `self` for the tool's own identity, `ccm` for the CCM's.
    package var subject = ""
    package var verb = ""
    /// With group and subresource: `services/status`, `loadbalancers.kubelb.k8c.io`.
    package var resource = ""
    package var namespace: String?
    package var isAllowed = false

    package init(subject: String, verb: String, resource: String, namespace: String?, isAllowed: Bool) {
        self.subject = subject
        self.verb = verb
        self.resource = resource
        self.namespace = namespace
        self.isAllowed = isAllowed
    }

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "subject": subject = try reader.string() ?? ""
            case "verb": verb = try reader.string() ?? ""
            case "resource": resource = try reader.string() ?? ""
            case "namespace": namespace = try reader.string()
            case "allowed": isAllowed = try reader.bool() ?? false
            default: try reader.skip()
            }
        }
    }
}

/// What was seen of one Secret without keeping any of its values.
package struct SecretReport: Sendable, Hashable {
    package var namespace = ""
    package var name = ""
    package var exists = false
    package var keys: [String] = []
    /// The server URL of the kubeconfig in it.
    package var server: String?
    /// Whether the kubeconfig in it equals the one issued; nil where that could not be compared.
    package var equalsIssued: Bool?
    /// UID of the namespace kube-system of the cluster it leads to; nil where that could not be found out.
    package var clusterUID: String?
    /// Why the server in it could not be used with it.
    package var failure: String?

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "namespace": namespace = try reader.string() ?? ""
            case "name": name = try reader.string() ?? ""
            case "exists": exists = try reader.bool() ?? false
            case "keys": keys = try reader.strings() ?? []
            case "server": server = try reader.string()
            case "equalsIssued": equalsIssued = try reader.bool()
            case "clusterUID": clusterUID = try reader.string()
            case "failure": failure = try reader.string()
            default: try reader.skip()
            }
        }
    }
}

import Characters
import KubeLB
import Kubernetes

/// Why ingress-nginx cannot use a certificate that a generated Ingress names.
package struct UnusableCertificate: Sendable {
    /// In the tenant's namespace of the management cluster.
    package let secret: SecretMetadata
    package let defect: Defect
    /// Where it stands, what stands there, and when it was written.
    package let source: String
    package let text: String
    package var time: Timestamp?

    package enum Defect: Sendable, Hashable {
        case missingKeys([String], present: [String])
        case noKeyPair
        /// The key is that of another certificate.
        case otherKey
        /// Neither can be read, in the words of ingress-nginx.
        case unreadable(String)
        /// The hosts for which it is valid; empty if the log does not name them.
        case otherHosts(host: String, valid: String)
        case expired(host: String, Timestamp)
    }
}

extension Topology {
    /// The first certificate of a generated Ingress that ingress-nginx cannot use, by the keys of its Secret or by the log of
    /// ingress-nginx (`internal/ingress/controller/store/backend_ssl.go`, `…/controller.go`, createServers).
    package func unusableCertificate(of exposure: RouteExposure) -> UnusableCertificate? {
        guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value else {
            return nil
        }
        for named in generated.certificates {
            guard let namespace = tenantNamespace, let secret = secret(.management, "\(namespace)/\(named.name)") else {
                continue
            }
            if let found = missingKeys(of: secret) ?? logged(secret, exposure) { return found }
        }
        return nil
    }

    /// By who wrote which fields of the Secret of the tenant cluster, or of the synced one.
    private func missingKeys(of secret: SecretMetadata) -> UnusableCertificate? {
        let labels = secret.metadata.labels
        let path = "\(labels[KubeLBNames.originNamespaceLabel] ?? "")/\(labels[KubeLBNames.originNameLabel] ?? "")"
        let origin = self.secret(.tenant, path)
        // Whoever wrote a key before the server recorded writers is in neither.
        let keys = secret.keys.union(origin?.keys ?? [])
        let missing = ["tls.crt", "tls.key"].filter { !keys.contains($0) }
        guard !keys.isEmpty, !missing.isEmpty else { return nil }
        return UnusableCertificate(
            secret: secret, defect: .missingKeys(missing, present: keys.sorted()),
            source: "\((origin ?? secret).reference): keys", text: keys.sorted().joined(separator: ", "))
    }

    private func logged(_ secret: SecretMetadata, _ exposure: RouteExposure) -> UnusableCertificate? {
        let start = [exposure.lastChange, secret.lastWrite].compactMap(\.self).max()
        let lines = ingressLog(of: exposure, since: start)
        for (index, (line, source)) in lines.enumerated() {
            // What is older than the moment at which it took the Secret is over.
            if line.message.hasSuffix("secret in local store"), line.objects.contains(where: { $0.isSecret(secret) }) {
                return nil
            }
            guard
                let defect = defect(in: line.errorText, secret, exposure.source.spec.hosts)
                    ?? refusal(
                        of: secret, in: line, after: lines[(index + 1)...].prefix { $0.source == source }.map(\.line))
            else { continue }
            return UnusableCertificate(
                secret: secret, defect: defect, source: "\(source)", text: line.errorText, time: line.time)
        }
        return nil
    }

    /// Of a certificate that it does not find in its store: it has said shortly before, without the name, why it refused it.
    ///
    /// `older`: the lines before, the newest first.
    private func refusal(
        of secret: SecretMetadata, in line: LogLine, after older: [LogLine]
    ) -> UnusableCertificate.Defect? {
        guard line.message.hasPrefix("Error getting SSL certificate \"\(secret.metadata.path)\""),
            let time = line.time
        else { return nil }
        for other in older {
            guard let before = other.time, time.seconds(since: before) <= Self.refusalPause else { return nil }
            guard let start = other.message.firstByteRange(of: "unexpected error creating SSL Cert: ")?.upperBound
            else {
                continue
            }
            let reason = other.message[start...]
            return reason.containsBytes(of: "matching public key")
                || reason.containsBytes(of: "does not match public key")
                ? .otherKey : .unreadable(String(reason))
        }
        return nil
    }

    /// Seconds between the two lines: it collects changes for a second, and writes the configuration at most every three.
    private static let refusalPause = 10.0

    private func defect(
        in text: String, _ secret: SecretMetadata, _ hosts: [String]
    ) -> UnusableCertificate.Defect? {
        if let host = hosts.first(where: { text.hasPrefix("SSL certificate for server \"\($0)\" is about to expire") }),
            let end = Self.expiry(in: text), end <= now
        {
            return .expired(host: host, end)
        }
        guard text.containsBytes(of: "\"\(secret.metadata.path)\"") else { return nil }
        let marks = [
            "contains no keypair or CA certificate", "missing from Secret", "does not contain a valid SSL certificate",
        ]
        if marks.contains(where: { text.containsBytes(of: $0) }) { return .noKeyPair }
        guard text.containsBytes(of: "does not contain a Common Name or Subject Alternative Name for server"),
            let host = hosts.first(where: { text.containsBytes(of: "for server \"\($0)\"") })
        else { return nil }
        guard let start = text.firstByteRange(of: "certificate is valid for ")?.upperBound else {
            return .otherHosts(host: host, valid: "")
        }
        let rest = text[start...]
        let valid = rest[..<(rest.firstByteRange(of: ", not ")?.lowerBound ?? rest.endIndex)]
        return .otherHosts(host: host, valid: String(valid))
    }

    /// Of `… (2026-11-20 00:00:00 +0000 UTC)`.
    private static func expiry(in text: String) -> Timestamp? {
        guard let open = text.lastIndex(of: "(") else { return nil }
        let words = text[text.index(after: open)...].split(separator: " ")
        return words.count >= 2 ? Timestamp("\(words[0])T\(words[1])Z") : nil
    }
}

extension LogLine.Object {
    /// ingress-nginx names a Secret by its path.
    fileprivate func isSecret(_ secret: SecretMetadata) -> Bool {
        name == secret.metadata.path || name == secret.metadata.name && namespace == secret.metadata.namespace
    }
}

import Kubernetes

/// What a server's certificate (RFC 5280) says about names and validity. Its signature is not checked here.
package struct ServedCertificate: Sendable, Hashable {
    /// The common name of the subject.
    package private(set) var commonName: String?
    /// DNS names of the extension `subjectAltName`.
    package private(set) var names: [String] = []
    package private(set) var notBefore: Timestamp?
    package private(set) var notAfter: Timestamp?

    /// Names that are read at most.
    private static let nameLimit = 100

    /// nil if it is no certificate.
    package init?(pem: String) {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace } }
        guard let start = lines.firstIndex(of: "-----BEGINCERTIFICATE-----"),
            let end = lines[start...].firstIndex(of: "-----ENDCERTIFICATE-----"),
            let bytes = Base64.decode(lines[(start + 1)..<end].joined())
        else { return nil }
        self.init(der: bytes)
    }

    package init?(der: [UInt8]) {
        var outer = DERReader(der[...])
        guard let certificate = outer.next(DERReader.Tag.sequence) else { return nil }
        var body = DERReader(certificate)
        guard let signed = body.next(DERReader.Tag.sequence) else { return nil }
        var fields = DERReader(signed)
        if fields.nextTag == DERReader.Tag.version { _ = fields.next() }
        // Serial number, signature algorithm, issuer.
        guard fields.next() != nil, fields.next() != nil, fields.next() != nil,
            let validity = fields.next(DERReader.Tag.sequence), let subject = fields.next(DERReader.Tag.sequence),
            fields.next() != nil
        else { return nil }
        var times = DERReader(validity)
        notBefore = times.next().flatMap(Self.time)
        notAfter = times.next().flatMap(Self.time)
        commonName = Self.commonName(in: subject)
        while let field = fields.next() {
            if field.tag == DERReader.Tag.extensions { names = Self.alternativeNames(in: field.content) }
        }
    }

    private static func time(_ value: (tag: UInt8, content: ArraySlice<UInt8>)) -> Timestamp? {
        var digits = String(decoding: value.content, as: UTF8.self)
        switch value.tag {
        // RFC 5280: years from 50 on are of the 20th century.
        case DERReader.Tag.utcTime: digits = (digits < "50" ? "20" : "19") + digits
        case DERReader.Tag.generalizedTime: break
        default: return nil
        }
        let parts = Array(digits)
        guard parts.count == 15, digits.hasSuffix("Z") else { return nil }
        func part(_ range: Range<Int>) -> String { String(parts[range]) }
        return Timestamp(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z")
    }

    private static func commonName(in subject: ArraySlice<UInt8>) -> String? {
        let identifier: [UInt8] = [0x55, 0x04, 0x03]
        var name: String?
        var sets = DERReader(subject)
        while let set = sets.next() {
            var pairs = DERReader(set.content)
            while let pair = pairs.next(DERReader.Tag.sequence) {
                var parts = DERReader(pair)
                if parts.next(DERReader.Tag.objectIdentifier)?.elementsEqual(identifier) == true {
                    name = parts.next().map { String(decoding: $0.content, as: UTF8.self) }
                }
            }
        }
        return name
    }

    private static func alternativeNames(in content: ArraySlice<UInt8>) -> [String] {
        let identifier: [UInt8] = [0x55, 0x1D, 0x11]
        var outer = DERReader(content)
        var extensions = DERReader(outer.next(DERReader.Tag.sequence) ?? [])
        var names: [String] = []
        while let entry = extensions.next(DERReader.Tag.sequence) {
            var parts = DERReader(entry)
            guard parts.next(DERReader.Tag.objectIdentifier)?.elementsEqual(identifier) == true else { continue }
            // Whether it is critical may precede its value.
            while let part = parts.next() {
                guard part.tag == DERReader.Tag.octetString else { continue }
                var value = DERReader(part.content)
                var list = DERReader(value.next(DERReader.Tag.sequence) ?? [])
                while names.count < nameLimit, let name = list.next() {
                    if name.tag == DERReader.Tag.dnsName { names.append(String(decoding: name.content, as: UTF8.self)) }
                }
            }
        }
        return names
    }

    // MARK: What is wrong with it

    package enum Problem: Sendable, Hashable {
        /// The certificate of an ingress controller itself, which it serves if it has none for the host.
        case ofController(String)
        case expired(Timestamp)
        case notYetValid(Timestamp)
        case otherNames([String])
    }

    /// Common names of certificates that ingress-nginx and Traefik create for themselves.
    private static let namesOfControllers = [
        "Kubernetes Ingress Controller Fake Certificate", "TRAEFIK DEFAULT CERT",
    ]

    /// What keeps a client that trusts its authority from accepting it for a host; nil for `host` if the request named none.
    package func problem(for host: String?, now: Timestamp) -> Problem? {
        if let commonName, Self.namesOfControllers.contains(commonName) { return .ofController(commonName) }
        if let notAfter, notAfter < now { return .expired(notAfter) }
        if let notBefore, now < notBefore { return .notYetValid(notBefore) }
        guard let host, !covers(host.lowercased()) else { return nil }
        return .otherNames(names.isEmpty ? commonName.map { [$0] } ?? [] : names)
    }

    /// How many whole days it is still valid, if these are few; nil otherwise. cert-manager and others renew certificates long
    /// before that.
    package func daysLeft(now: Timestamp, fewerThan limit: Int = 7) -> Int? {
        guard let notAfter, now <= notAfter else { return nil }
        let days = Int(saturating: notAfter.seconds(since: now) / 86400)
        return days < limit ? days : nil
    }

    /// RFC 6125: a wildcard stands for one label, the first one. Clients no longer read the common name.
    private func covers(_ host: String) -> Bool {
        let parent = host.drop { $0 != "." }
        return names.contains { name in
            let name = name.lowercased()
            return name == host || name.hasPrefix("*.") && !parent.isEmpty && name.dropFirst() == parent
        }
    }
}

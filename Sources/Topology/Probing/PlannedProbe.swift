import Probes

/// A probe of one port of a Service, or of one host of an object of Layer 7, to be run or skipped.
package struct PlannedProbe: Sendable, Hashable {
    /// `namespace/name` of the Service; of an object of Layer 7 with its kind before it.
    package let service: String
    package let place: Place
    package let address: String
    package let port: Int
    package let `protocol`: String
    /// What to try; nil where there is nothing that could be.
    package let target: ProbeTarget?
    /// Why it is skipped; nil if it is to be run.
    package let skipped: String?
    /// What else has to be known about it: a host that was made up for a wildcard.
    package let note: String?

    /// What of the Service is probed.
    package enum Place: Sendable, Hashable {
        /// An address of its status.
        case address
        /// A node port, at the node of that name.
        case node(String)
    }

    init(
        service: String, place: Place, address: String, port: Int, protocol: String, target: ProbeTarget?,
        title: String? = nil, skipped: String? = nil, note: String? = nil
    ) {
        self.service = service
        self.place = place
        self.address = address
        self.port = port
        self.protocol = `protocol`
        self.target = skipped == nil ? target : nil
        self.skipped = skipped
        self.note = note
        name = Self.name(
            place, title ?? target?.description ?? "\(`protocol`) \(ProbeTarget.bracketed(address)):\(port)")
    }

    /// `TCP connect 203.0.113.7:443 from here`: the same whether it is made or not.
    package let name: String

    private static func name(_ place: Place, _ what: String) -> String {
        switch place {
        case .address: "\(what) from this machine"
        case .node(let name): "\(what) (\(name)) from this machine, not from the management cluster"
        }
    }

    /// `203.0.113.7:443`.
    package var endpoint: String { "\(ProbeTarget.bracketed(address)):\(port)" }
}

/// A probe that was run, and its result.
package struct MadeProbe: Sendable, Hashable {
    package let probe: PlannedProbe
    package let result: ProbeResult

    package init(probe: PlannedProbe, result: ProbeResult) {
        self.probe = probe
        self.result = result
    }

    /// Whether clients who come from here cannot get through to the address. TLS and HTTP tell about what answers, and a UDP
    /// answer may well not come: they do not say so.
    package var refutesRouting: Bool {
        guard probe.place == .address, let target = probe.target, !result.outcome.isInconclusive else { return false }
        switch target.kind {
        case .tcp: return !result.outcome.isSuccess
        case .udp:
            if case .noAnswer(.answer) = result.outcome { return false }
            return !result.outcome.isSuccess
        case .tls, .http, .request, .lookup: return false
        }
    }
}

extension MadeProbe {
    /// A lookup of a host of an object of Layer 7, for examples.
    package static func lookedUp(
        _ host: String, _ outcome: ProbeOutcome, expected: [String], of owner: String
    ) -> MadeProbe {
        let target = ProbeTarget(address: host, port: 53, kind: .lookup(expected: expected))
        let probe = PlannedProbe(
            service: owner, place: .address, address: host, port: 53, protocol: "DNS", target: target)
        return MadeProbe(probe: probe, result: ProbeResult(target: target, outcome: outcome))
    }

    /// A probe of the address of a Service, for examples: by TCP, or by UDP with an empty datagram.
    package static func made(
        _ outcome: ProbeOutcome, service: String = "shop/web", address: String = "198.51.100.10", port: Int = 80,
        udp: Bool = false
    ) -> MadeProbe {
        let target = ProbeTarget(address: address, port: port, kind: udp ? .udp(payload: []) : .tcp)
        let probe = PlannedProbe(
            service: service, place: .address, address: address, port: port, protocol: udp ? "UDP" : "TCP",
            target: target)
        return MadeProbe(probe: probe, result: ProbeResult(target: target, outcome: outcome))
    }
}

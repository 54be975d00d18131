import Characters
import Kubernetes
import Probes
import Topology

/// kubectl commands that probe a Service from within either cluster. They are printed for a person to run: each starts a
/// pod and takes it away again, and the tool itself starts none.
package struct ProbeCommands {
    private let context: CheckContext
    private let options: ProbePlan.Options

    /// Seconds that each try may take.
    private static let seconds = 5
    private static let connectImage = "busybox:1.37"
    private static let httpImage = "curlimages/curl:8.11.1"
    private static let tlsImage = "alpine/openssl:3.3.3"

    package init(_ topology: Topology, _ options: ProbePlan.Options) {
        context = CheckContext(topology)
        var options = options
        options.includesNodePorts = true
        options.obstacle = nil
        self.options = options
    }

    /// What stands before them all.
    package var notes: [String] {
        ["# Each command starts a pod and deletes it when it ends."]
    }

    /// Comments and commands, one a line.
    package func lines(for exposure: Exposure) -> [String] {
        let all = ProbePlan(context.topology, options).probes(of: exposure)
        // An address that is none could be read as an option by what it is handed to.
        let plan = all.filter { Self.isPlain($0.address) }
        let addresses = plan.filter { $0.place == .address }
        let nodes = plan.filter { $0.place != .address }
        // Nothing of a name may end a comment and begin a command.
        let name = exposure.service.reference.escapingUnprintable
        var lines: [String] = []
        if exposure.addresses.isEmpty { lines.append("# \(name) has no address to probe") }
        let own = exposure.service.metadata.namespace
        lines += commands(
            "\(name) from within the tenant cluster, by its address", .tenant, namespace: own, addresses)
        if let namespace = exposure.tenantNamespace {
            lines += commands(
                "\(name) from within the management cluster, by its address", .management, namespace: namespace,
                addresses)
            lines += commands(
                "\(name) from within the management cluster, by its node ports, as Envoy connects to them", .management,
                namespace: namespace, nodes)
        }
        let skipped = plan.filter { $0.target == nil }.map { "\($0.protocol) \($0.endpoint): \($0.skipped ?? "")" }
        let odd = all.filter { !Self.isPlain($0.address) }.map {
            "\($0.address) is neither an IP address nor a host name"
        }
        return lines + (skipped + odd).uniqued().map { "# skipped: \($0.escapingUnprintable)" }
    }

    /// The same for the hosts of an object of Layer 7, as far as curl can request them.
    package func lines(for exposure: RouteExposure) -> [String] {
        let all = ProbePlan(context.topology, options).probes(of: exposure).filter { $0.protocol == "TCP" }
        let name = exposure.source.reference.escapingUnprintable
        if exposure.addresses.isEmpty { return ["# \(name) has no address to probe"] }
        let plan = all.filter { probe in
            guard case .request(let request) = probe.target?.kind else { return false }
            return Self.isPlain(probe.address) && !request.isGRPC
        }
        var lines = commands(
            "\(name) from within the tenant cluster, by its address", .tenant,
            namespace: exposure.source.metadata.namespace, plan)
        if let namespace = exposure.tenantNamespace {
            lines += commands(
                "\(name) from within the management cluster, by its address", .management, namespace: namespace, plan)
        }
        let skipped = all.filter { !plan.contains($0) }.map { "\($0.name): \($0.skipped ?? "curl does not send gRPC")" }
        return lines + skipped.uniqued().map { "# skipped: \($0.escapingUnprintable)" }
    }

    private static func isPlain(_ address: String) -> Bool {
        address.first != "-"
            && address.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:%".contains($0)) }
    }

    private func commands(
        _ title: String, _ side: ClusterSide, namespace: String, _ probes: [PlannedProbe]
    ) -> [String] {
        let targets = probes.compactMap(\.target)
        guard !targets.isEmpty, !context.topology.position.hides(side) else { return [] }
        var lines = ["# \(title)"]
        let scripts = targets.compactMap(script)
        if let first = scripts.first {
            let script = scripts.dropFirst().reduce(first) { $0.followed(by: $1) }
            lines.append(run(side, namespace, Self.connectImage, "sh -c \(script.text)").text)
        }
        for target in targets {
            switch target.kind {
            case .tcp, .udp, .lookup: break
            case .tls(let name):
                let server: ShellWords = name.map { "-servername \($0)" } ?? ""
                lines.append(
                    run(
                        side, namespace, Self.tlsImage,
                        "s_client -brief -connect \(target.endpoint) \(words: server)"
                    ).withoutInput.text)
            case .http(let path, let usesTLS, let name):
                lines.append(run(side, namespace, Self.httpImage, curl(target, path, usesTLS: usesTLS, name)).text)
            case .request(let request):
                let words = curl(target, request.path, usesTLS: request.usesTLS, request.host)
                lines.append(run(side, namespace, Self.httpImage, words).text)
            }
        }
        return lines
    }

    /// What tries one port, for a shell; nil where that is not what a shell does.
    private func script(_ target: ProbeTarget) -> ShellCommand? {
        let (address, port) = (target.address, target.port)
        switch target.kind {
        case .tcp: return ShellCommand("nc -zv -w \(Self.seconds) \(address) \(port)")
        case .udp(let payload):
            return ShellCommand("printf \(Self.printf(payload))")
                .piped(into: ShellCommand("nc -u -w \(Self.seconds) \(address) \(port)"))
                .piped(into: ShellCommand("hexdump -C"))
        case .tls, .http, .request, .lookup: return nil
        }
    }

    /// Bytes as an argument of printf(1).
    private static func printf(_ bytes: [UInt8]) -> String {
        let digits = bytes.map { byte in
            let octal = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        }
        return digits.joined()
    }

    private func curl(_ target: ProbeTarget, _ path: String, usesTLS: Bool, _ name: String?) -> ShellWords {
        let host = ProbeTarget.bracketed(name ?? target.address)
        let url = "\(usesTLS ? "https" : "http")://\(host):\(target.port)\(path)"
        let connect: ShellWords =
            name.map { "--connect-to \(ProbeTarget.bracketed($0)):\(target.port):\(target.endpoint)" } ?? ""
        let figures = #"%{http_code} %{time_total}s\n"#
        return "curl -sSk -m \(Self.seconds) -o /dev/null -w \(figures) \(words: connect) \(url)"
    }

    private func run(_ side: ClusterSide, _ namespace: String, _ image: String, _ command: ShellWords)
        -> ShellCommand
    {
        context.kubectl(
            side,
            "-n \(namespace) run kubelb-probe --rm -i --restart=Never --image=\(image) -- \(words: command)")
    }
}

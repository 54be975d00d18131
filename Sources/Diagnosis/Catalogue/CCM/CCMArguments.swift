import Topology

/// Flags of the CCM that only checks of its set-up look at.
struct CCMArguments {
    private let arguments: [String]

    init(_ context: CheckContext) {
        let ccm = context.topology.ccm
        let container = context.topology.deployment(of: ccm).value.flatMap { ccm.container(of: $0.state.template) }
        arguments = container.map { $0.command.dropFirst() + $0.args } ?? []
    }

    /// `--flag=value` or `--flag value`, with one dash or two; nil where the flag is not given.
    func value(of flag: String) -> String? {
        for (index, argument) in arguments.enumerated() where argument.hasPrefix("-") {
            let body = argument.drop { $0 == "-" }
            if body.hasPrefix(flag + "=") { return String(body.dropFirst(flag.count + 1)) }
            if body == flag[...], index + 1 < arguments.count { return arguments[index + 1] }
        }
        return nil
    }
}

#if Sandbox
    import FoundationEssentials
    import LocalSystem
    import Sandbox

    /// A shell into which somebody pastes the commands that the tool prints: with kubectl, the tool itself, and a stand-in
    /// for helm.
    struct PastingShell {
        struct Failure: Error, CustomStringConvertible {
            let description: String
        }

        private let directory: URL
        private let environment: [String: String]

        init(_ sandbox: RunningSandbox) throws {
            directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let helm = directory.appending(path: "helm")
            try Data(Self.helm.utf8).write(to: helm)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helm.path())
            // The tool is built beside the tests.
            let tool = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path()
            environment = [
                "KUBECONFIG": sandbox.kubeconfigPath, "HOME": directory.path(),
                "PATH": [directory.path(), tool, ProcessInfo.processInfo.environment["PATH"] ?? ""].joined(
                    separator: ":"),
            ]
        }

        func remove() { try? FileManager.default.removeItem(at: directory) }

        /// Runs a command as it is printed.
        func paste(_ command: String, setting variables: [String: String]) async throws {
            let shell = Subprocess(
                "bash", ["-c", command], environment: environment.merging(variables) { $1 })
            let outcome = try await shell.run(until: .now + .seconds(90))
            guard outcome.ending == .exited(0) else {
                throw Failure(
                    description: "\(command)\n\(outcome.ending): \(String(decoding: outcome.errors, as: UTF8.self))")
            }
        }

        /// `helm upgrade RELEASE CHART --reuse-values --set VALUE`, as KubeLB's chart kubelb-ccm uses the values.
        private static let helm = #"""
            #!/bin/bash
            set -euo pipefail
            words=()
            while (($#)); do
                case $1 in
                --kube-context) context=$2 ;;
                -n) namespace=$2 ;;
                --set) value=$2 ;;
                --version) ;;
                --reuse-values) shift; continue ;;
                *) words+=("$1"); shift; continue ;;
                esac
                shift 2
            done
            [[ ${words[0]} == upgrade ]]
            case ${value%%=*} in
            kubelb.tenantName) flag=--cluster-name ;;
            kubelb.useLoadBalancerClass) flag=--use-loadbalancer-class ;;
            kubelb.nodeAddressType) flag=--node-address-type ;;
            *) echo "the stand-in for helm does not know $value" >&2; exit 1 ;;
            esac
            deployment=(kubectl --context "$context" -n "$namespace")
            arguments=$("${deployment[@]}" get "deployment/${words[1]}" \
                -o 'jsonpath={range .spec.template.spec.containers[0].args[*]}"{@}"{"\n"}{end}' | grep -v "^\"$flag=")
            list=$(printf '%s\n"%s=%s"\n' "$arguments" "$flag" "${value#*=}" | paste -sd,)
            exec "${deployment[@]}" patch "deployment/${words[1]}" --type=json \
                -p "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/args\", \"value\": [$list]}]"

            """#
    }
#endif

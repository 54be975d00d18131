import Characters
import Kubernetes
import Redaction

/// That a container's process was never started, as the container runtime reports it (containerd and CRI-O, by runc).
struct StartFailure {
    let container: String
    private let image: String
    private let message: String

    /// By the reasons of the kubelet for a process that could not be started.
    private static let reasons: Set<String> = [
        "StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError",
    ]

    /// nil if the process ran, or if the runtime gives no reason.
    init?(of status: ContainerStatus, _ pod: Pod) {
        let states = [status.state, status.lastState]
        let failed = states.first { state in
            Self.reasons.contains(state.waitingReason ?? state.terminatedReason ?? "") && !(state.message ?? "").isEmpty
        }
        guard let message = failed?.message else { return nil }
        container = status.name
        image = pod.spec.containers.first { $0.name == status.name }?.image ?? ""
        // The runtimes wrap the error of each other.
        let cause = message.lastByteRange(of: "exec: ").map { message[$0.lowerBound...] } ?? message[...]
        self.message = ErrorDigest.text(of: String(cause))
    }

    /// Of the first container of a pod that cannot be started.
    init?(of pod: Pod) {
        let failures = (pod.initContainerStatuses + pod.containerStatuses).lazy.compactMap { Self(of: $0, pod) }
        guard let first = failures.first else { return nil }
        self = first
    }

    /// Whether the image does not contain the program, or one for another architecture.
    var lacksProgram: Bool {
        ["executable file not found", "no such file or directory", "exec format error"]
            .contains { message.containsBytes(of: $0) }
    }

    var sentence: String {
        message + (lacksProgram && !image.isEmpty ? " (image \(image))" : "")
    }
}

"""The files of deploy/ are what those who read them expect: compose, Kubernetes, systemd, Dagster."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import dagster as dg
import kubernetes_validate
import pytest
import yaml
from dagster import DagsterInstance
from dagster._config import process_config, resolve_to_config_type
from dagster._core.instance.config import dagster_instance_config_schema
from dagster_k8s.job import DagsterK8sJobConfig, UserDefinedDagsterK8sConfig, construct_dagster_k8s_job
from services import postgres
from services.packages import leave_out, require

from pipelines.instance import SETTINGS, settings_text
from pipelines.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
VALUES = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text(encoding="utf-8"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KUBERNETES = "1.31"


class Strict(yaml.SafeLoader):
    """YAML as Helm and compose read it: no key twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        assert len(keys) == len(set(keys)), f"twice in {node.start_mark}: {keys}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.yaml")), ids=lambda path: path.name)
def test_no_key_is_said_twice(path):
    assert yaml.load(path.read_text(encoding="utf-8"), Strict)


# Dagster's own settings


def test_the_settings_are_the_same_everywhere():
    assert (DEPLOY / "dagster" / "sqlite.yaml").read_text(encoding="utf-8") == settings_text(None)
    assert (DEPLOY / "dagster" / "postgres.yaml").read_text(encoding="utf-8") == settings_text("postgresql://")
    shared, on_kubernetes = yaml.safe_load(SETTINGS), VALUES["additionalInstanceConfig"]
    assert VALUES["telemetry"] == shared.pop("telemetry")
    assert VALUES["computeLogManager"]["type"] == shared.pop("compute_logs")["class"]
    assert set(on_kubernetes["concurrency"]) == set(shared["concurrency"])
    assert on_kubernetes == shared | {"concurrency": on_kubernetes["concurrency"]}


def test_ticks_and_logs_are_kept_for_a_time_alone():
    retention = yaml.safe_load(SETTINGS)["retention"]
    assert set(retention) == {"schedule", "sensor"}
    for service in COMPOSE["services"].values():
        assert service["logging"]["options"]["max-size"]


def test_dagster_takes_the_settings_with_files(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    shutil.copy(DEPLOY / "dagster" / "sqlite.yaml", tmp_path / "dagster.yaml")
    with DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.run_monitoring_enabled
        assert instance.get_tick_retention_settings(dg._core.definitions.run_request.InstigatorType.SENSOR)


def test_dagster_takes_the_settings_with_a_database(tmp_path, monkeypatch):
    shutil.copy(DEPLOY / "dagster" / "postgres.yaml", tmp_path / "dagster.yaml")
    with postgres.running() as url:
        monkeypatch.setenv("ARXIV_CHUNKS_INSTANCE_URL", url.replace("postgresql:", "postgresql+psycopg2:"))
        with DagsterInstance.from_config(str(tmp_path)) as instance:
            assert type(instance.run_storage).__module__.startswith("dagster_postgres")
            assert instance.get_runs_count() == 0


def test_dagster_takes_the_settings_of_kubernetes():
    schema = resolve_to_config_type(dagster_instance_config_schema())
    result = process_config(schema, VALUES["additionalInstanceConfig"])
    assert result.success, result.errors


# The image


def test_the_image_runs_as_nobody_special_from_a_lock():
    build, run = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert "requirements-deploy.lock" in build
    assert "pip" not in run
    user = re.search(r"^USER (\d+)", run, re.MULTILINE)
    assert user
    assert int(user[1]) > 0
    assert run.rindex("\nUSER") > run.rindex("\nRUN")


def test_the_image_is_made_of_files_that_are_there():
    let_in = [line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"]
    for line in re.findall(r"^COPY (?!--from)(.*)", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source in let_in
    assert {*let_in} >= {"arxiv_chunks", "resources", "assets", "pipelines"}


# Compose


def test_compose_takes_its_file(tmp_path):
    require("docker-compose")
    command = ["docker-compose", "--file", str(DEPLOY / "compose.yaml"), "config"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    secrets = {"POSTGRES_PASSWORD": "a", "S3_ACCESS_KEY": "b", "S3_SECRET_KEY": "c"}
    done = subprocess.run(command, env=environment | secrets, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) == set(COMPOSE["services"])
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "set it in deploy/.env" in done.stderr


def test_every_service_that_stays_has_a_health_check():
    for name, service in COMPOSE["services"].items():
        assert ("healthcheck" in service) == (service["restart"] != "no"), name


def test_nothing_but_loopback_is_listened_on():
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_secret_comes_from_outside():
    secret = re.compile(r"PASSWORD|SECRET|ACCESS_KEY|_URL$")
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name) and name != "AWS_ENDPOINT_URL_S3":
                assert re.search(r"\$\{(POSTGRES_PASSWORD|S3_ACCESS_KEY|S3_SECRET_KEY)\b", value), name
    for line in (DEPLOY / "env.example").read_text().splitlines() + (
        DEPLOY / "systemd" / "environment"
    ).read_text().splitlines():
        name, _, value = line.partition("=")
        assert line.startswith("#") or not secret.search(name) or not value
    (deployment,) = VALUES["dagster-user-deployments"]["deployments"]
    assert not [name for name in deployment["env"] if secret.search(name)]
    assert deployment["envSecrets"]


def test_what_is_passed_on_is_a_setting():
    known = {f"ARXIV_CHUNKS_{name.upper()}" for name in Settings.model_fields}
    known |= {"ARXIV_CHUNKS_CODE_HOST", "ARXIV_CHUNKS_CODE_PORT"}  # of deploy/workspace.yaml
    for service in COMPOSE["services"].values():
        for name in service.get("environment", {}):
            assert name in known or not name.startswith("ARXIV_"), name
    (deployment,) = VALUES["dagster-user-deployments"]["deployments"]
    assert {name for name in deployment["env"] if name.startswith("ARXIV_")} <= known


# Kubernetes


def test_a_run_is_a_job_that_kubernetes_takes():
    launcher = VALUES["runLauncher"]["config"]["k8sRunLauncher"]
    config = launcher["runK8sConfig"]
    sections = {re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower(): value for name, value in config.items()}
    job = construct_dagster_k8s_job(
        job_config=DagsterK8sJobConfig(
            job_image="image:tag", dagster_home="/opt/dagster/dagster_home", service_account_name="arxiv-chunks"
        ),
        args=["dagster", "api", "execute_run"],
        job_name="run",
        user_defined_k8s_config=UserDefinedDagsterK8sConfig.from_dict(sections),
        component="run_worker",
    ).to_dict()
    kubernetes_validate.validate(_as_written(job), KUBERNETES, strict=True)
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert container["resources"]["limits"]["memory"]
    assert container["security_context"]["allow_privilege_escalation"] is False
    assert job["spec"]["template"]["spec"]["security_context"]["run_as_non_root"]
    policy = yaml.safe_load((DEPLOY / "kubernetes" / "network.yaml").read_text())
    chosen = policy["spec"]["podSelector"]["matchLabels"]
    assert chosen.items() <= job["spec"]["template"]["metadata"]["labels"].items()


def _as_written(value):
    """The Kubernetes client's dictionary as a manifest: without what is not said, names as in YAML."""
    if isinstance(value, dict):
        return {
            re.sub(r"_([a-z])", lambda m: m[1].upper(), name) if name.isidentifier() else name: _as_written(v)
            for name, v in value.items()
            if v is not None
        }
    return [_as_written(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("part", ["dagsterWebserver", "dagsterDaemon", "dagster-user-deployments"])
def test_the_parts_of_the_values_are_what_kubernetes_takes(part):
    values = VALUES[part]["deployments"][0] if "deployments" in VALUES[part] else VALUES[part]
    image, environment = values["image"], values.get("env", {})
    container = {
        "name": "part",
        "image": f"{image['repository']}:{image['tag']}",
        "imagePullPolicy": image["pullPolicy"],
        "env": [{"name": name, "value": value} for name, value in environment.items()],
        "envFrom": [{"secretRef": secret} for secret in values.get("envSecrets", [])],
        "resources": values["resources"],
        "securityContext": values["securityContext"],
    }
    spec = {"containers": [container], "securityContext": values["podSecurityContext"]}
    labels = {"matchLabels": {"a": "b"}}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": spec}
    manifest = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "part"},
        "spec": {"selector": labels, "template": template},
    }
    kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
    assert spec["securityContext"]["runAsNonRoot"]
    assert container["resources"]["limits"]["memory"]


def test_the_network_policy_and_the_role_are_well_formed():
    policy = yaml.safe_load((DEPLOY / "kubernetes" / "network.yaml").read_text())
    kubernetes_validate.validate(policy, KUBERNETES, strict=True)
    role = json.loads((DEPLOY / "kubernetes" / "role.json").read_text())
    assert all(statement["Effect"] == "Allow" and "*" not in statement["Action"] for statement in role["Statement"])
    assert VALUES["serviceAccount"]["name"] == VALUES["global"]["serviceAccountName"]


# systemd


@pytest.fixture
def units(tmp_path):
    """The units, with their programs where such are on this machine."""
    if not shutil.which("systemd-analyze"):
        leave_out("systemd's own look at the units", "systemd-analyze is not installed")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(re.sub(r"(ExecStart(?:Pre)?)=\S+", rf"\1={shutil.which('true')}", text))
    return sorted(tmp_path.iterdir())


def test_systemd_takes_the_units(units):
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_units_are_hardened(units):
    assert len(units) == 3
    for unit in units:
        rating = ["systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", str(unit)]
        done = subprocess.run(rating, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-500:]


def test_the_units_start_programs_of_the_project():
    for unit in UNITS:
        (command,) = re.findall(r"ExecStart=/opt/arxiv-chunks/\.venv/bin/(\S+)", unit.read_text())
        assert command in {"dagster", "dagster-webserver", "dagster-daemon"}
        assert "0.0.0.0" not in unit.read_text()

"""Secrets as the template makes them: empty until somebody fills them."""

from tests.live.aws.place import Place, code_of


def test_a_secret_without_a_value_is_not_found(aws: Place) -> None:
    secrets, name = aws.client("secretsmanager"), aws.name("secret")
    secrets.create_secret(Name=name)
    aws.undo("secretsmanager", "delete_secret", SecretId=name, ForceDeleteWithoutRecovery=True)
    assert code_of(secrets.get_secret_value, SecretId=name) == "ResourceNotFoundException"


def test_a_secret_has_versions_once_it_has_a_value(aws: Place) -> None:
    secrets, name = aws.client("secretsmanager"), aws.name("secret")
    secrets.create_secret(Name=name)
    aws.undo("secretsmanager", "delete_secret", SecretId=name, ForceDeleteWithoutRecovery=True)
    assert not secrets.describe_secret(SecretId=name).get("VersionIdsToStages")
    secrets.put_secret_value(SecretId=name, SecretString="first")
    assert secrets.describe_secret(SecretId=name)["VersionIdsToStages"]


def test_a_new_value_is_read_by_the_next_call(aws: Place) -> None:
    secrets, name = aws.client("secretsmanager"), aws.name("secret")
    secrets.create_secret(Name=name, SecretString="first")
    aws.undo("secretsmanager", "delete_secret", SecretId=name, ForceDeleteWithoutRecovery=True)
    secrets.put_secret_value(SecretId=name, SecretString="second")
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "second"

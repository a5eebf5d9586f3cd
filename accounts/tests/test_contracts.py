"""A contract's papers and promises, kept in the back office."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Contract, ContractFile, ImportBatch, ServiceStandard, User
from accounts.services.contracts import contract_file_add
from accounts.services.imports import batch_import, batch_undo
from accounts.tests.factories import ContractFactory
from accounts.tests.imports.conftest import DAY

PDF = b"%PDF-1.7 a contract"


def paper(content: bytes = PDF, name: str = "合同.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def contract(hangzhou) -> Contract:
    return ContractFactory(customer=hangzhou, number="H1")


def page(name: str, *args: object) -> str:
    return reverse(f"admin:accounts_{name}", args=args)


def test_every_file_is_a_new_version_and_the_earlier_ones_stay(contract, fang):
    first = contract_file_add(contract=contract, upload=paper(), user=fang)
    second = contract_file_add(contract=contract, upload=paper(PDF + b" signed"), user=fang)
    assert (first.version, second.version) == (1, 2)
    assert (second.name, second.size, second.added_by) == ("合同.pdf", len(PDF) + 7, fang)
    assert first.file.open().read() == PDF
    assert len(second.sha256) == 64


def test_the_same_file_is_no_new_version(contract, fang):
    contract_file_add(contract=contract, upload=paper(), user=fang)
    with pytest.raises(ValidationError, match="1"):
        contract_file_add(contract=contract, upload=paper(name="again.pdf"), user=fang)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"MZ\x90\x00", "program.exe"),
        (b"<script>", "page.pdf"),
        (b"%PDF-1.7", "page.html"),
        (PDF, "noending"),
    ],
)
def test_what_is_no_document_is_refused(contract, fang, content, name):
    with pytest.raises(ValidationError):
        contract_file_add(contract=contract, upload=paper(content, name), user=fang)
    assert not ContractFile.objects.exists()


def test_a_name_is_never_an_address(contract, fang):
    file = contract_file_add(contract=contract, upload=paper(name="../../etc/x.pdf"), user=fang)
    assert file.name == "x.pdf"
    assert "etc" not in file.file.name


def test_a_lead_adds_a_paper_and_anybody_who_may_sees_it_as_a_file(contract, wei, lin, as_user):
    lead = as_user(wei)
    answer = lead.post(page("contract_files", contract.pk), {"file": paper()}, follow=True)
    file = ContractFile.objects.get()
    link = page("contract_file", contract.pk, file.pk)
    assert link in answer.content.decode()
    handed_out = lead.get(link)
    assert handed_out.getvalue() == PDF
    assert handed_out["Content-Disposition"].startswith("attachment")
    assert handed_out["X-Content-Type-Options"] == "nosniff"


def test_a_refused_paper_says_why(contract, wei, as_user):
    answer = as_user(wei).post(page("contract_files", contract.pk), {"file": paper(b"MZ", "a.exe")})
    assert answer.status_code == 200
    assert "pdf, docx" in answer.content.decode()


def test_a_contract_of_another_team_is_not_there(wei, ningbo, as_user):
    theirs = ContractFactory(customer=ningbo)
    for address in (page("contract_files", theirs.pk), page("contract_change", theirs.pk)):
        assert as_user(wei).get(address).status_code == 404


def standards_form(contract: Contract, user: User, browser, **values: str) -> dict[str, str]:
    """The page's form with one more promise."""
    form = browser.get(page("contract_change", contract.pk)).context["adminform"].form
    return {
        "version": str(form.initial["version"]),
        "standards-TOTAL_FORMS": "1",
        "standards-INITIAL_FORMS": "0",
        "files-TOTAL_FORMS": "0",
        "files-INITIAL_FORMS": "0",
        **{f"standards-0-{name}": value for name, value in values.items()},
    }


def test_a_promise_is_written_into_the_contract(contract, wei, as_user):
    browser = as_user(wei)
    form = standards_form(
        contract, wei, browser, clock="confirmed", amount="30", time_kind="service"
    )
    assert browser.post(page("contract_change", contract.pk), form).status_code == 302
    standard = ServiceStandard.objects.get()
    assert (standard.customer, standard.amount, standard.ticket_kind) == (contract.customer, 30, "")


def test_the_contract_itself_comes_by_import_alone(contract, wei, as_user):
    browser = as_user(wei)
    form = standards_form(contract, wei, browser, clock="solved", amount="2", time_kind="elapsed")
    browser.post(page("contract_change", contract.pk), form | {"ends_on": "2030-01-01"})
    contract.refresh_from_db()
    assert contract.ends_on == date(2026, 12, 31)


def test_a_contract_that_moves_takes_its_promises_along_and_back(contract, ningbo, tmp_path, fang):
    contract_file_add(contract=contract, upload=paper(), user=fang)
    ServiceStandard.objects.create(
        contract=contract,
        customer=contract.customer,
        clock="confirmed",
        amount=30,
        time_kind="service",
    )
    file = tmp_path / "contracts.csv"
    file.write_text(
        f"number,customer,starts on,external id\nH1,{ningbo.code},2026-1-1,{contract.external_id}\n"
    )
    result = batch_import(kind="contracts", path=file, source="test", day=DAY)
    assert ServiceStandard.objects.get().customer == ningbo
    assert ContractFile.objects.get().customer == ningbo
    batch_undo(batch=ImportBatch.objects.get(pk=result.batch), day=DAY)
    assert ServiceStandard.objects.get().customer == contract.customer

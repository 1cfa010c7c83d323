"""What a card says for a disclosure form beyond its own parts: items, and released components.

The ids are those of `catalog/data/form_items.tsv` and `open_components.tsv`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cardkit.record.base import Items, Prose, RecordModel, both, needs_one_of
from cardkit.record.scalars import License

FormItem = Literal[
    "document_date",
    "document_version",
    "provider_name",
    "model_name",
    "model_authenticity",
    "release_date",
    "union_release_date",
    "model_dependencies",
    "architecture",
    "design_specifications",
    "input_modalities",
    "input_max_size",
    "output_modalities",
    "output_max_size",
    "total_parameters",
    "distribution_channels",
    "license",
    "additional_assets",
    "acceptable_use_policy",
    "intended_uses",
    "system_types",
    "technical_means",
    "required_hardware",
    "required_software",
    "training_design",
    "decision_rationale",
    "data_modality",
    "data_provenance",
    "data_acquisition",
    "data_points",
    "data_scope",
    "data_curation",
    "data_unsuitability",
    "data_biases",
    "training_time",
    "training_compute",
    "compute_method",
    "training_energy",
    "energy_method",
    "inference_compute",
    "inference_method",
    "copyright_policy",
    "training_content_summary",
]
Component = Literal[
    "model_architecture",
    "model_parameters_final",
    "evaluation_results",
    "model_card",
    "data_card",
    "technical_report",
    "sample_outputs",
    "training_code",
    "inference_code",
    "evaluation_code",
    "evaluation_data",
    "supporting_libraries",
    "datasets",
    "data_preprocessing_code",
    "model_parameters_intermediate",
    "research_paper",
    "model_metadata",
]


class DisclosedItem(RecordModel):
    """One item of a form: a text or an address that documents it, or why it does not apply."""

    item: FormItem = Field(description=both("Item of the form", "表格项目"))
    text: Prose | None = Field(None, description=both("What is to say", "说明"))
    url: str | None = Field(None, description=both("Where it is documented", "说明文档的链接"))
    not_applicable: Prose | None = Field(
        None, description=both("Why the item does not apply", "不适用的原因")
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> DisclosedItem:
        documented = self.text is not None or self.url is not None
        if not documented and self.not_applicable is None:
            raise needs_one_of("text", "url", "not_applicable")
        if documented and self.not_applicable is not None:
            raise PydanticCustomError(
                "not_both",
                "{one} and {other} exclude each other",
                {"one": "`text` / `url`", "other": "`not_applicable`"},
            )
        return self


class ReleasedComponent(RecordModel):
    """One component of the Model Openness Framework that is released, and under which licence."""

    component: Component = Field(description=both("Component", "组件"))
    license: License | None = Field(None, description=both("Its licence", "该组件的许可证"))
    url: str | None = Field(None, description=both("Where it lies", "链接地址"))


class ComponentLicenses(RecordModel):
    """Licences of the components that name none of their own: by type, else of the whole."""

    code: License | None = Field(None, description=both("Of code", "代码的许可证"))
    data: License | None = Field(None, description=both("Of data", "数据的许可证"))
    document: License | None = Field(None, description=both("Of documents", "文档的许可证"))
    distribution: License | None = Field(
        None, description=both("Of all the rest", "其余内容的许可证")
    )


class Disclosure(RecordModel):
    """Answers to disclosure forms that no other part of the record gives."""

    items: Items[DisclosedItem] = Field(
        (),
        description=both("Items of the EU model documentation form", "欧盟模型文档表格的项目"),
    )
    components: Items[ReleasedComponent] = Field(
        (),
        description=both(
            "Released components of the Model Openness Framework",
            "模型开放框架（MOF）中已发布的组件",
        ),
    )
    licenses: ComponentLicenses | None = Field(
        None, description=both("Licences of the components", "组件的许可证")
    )
